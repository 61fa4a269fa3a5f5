import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import typescript from 'typescript-eslint';
import { expect, it } from 'vitest';
import { looksLikeSentence, noTextOutsideCatalogue } from './noTextOutsideCatalogue.ts';

const found = (code: string, filename = 'Some.svelte'): string[] =>
  new Linter()
    .verify(
      code,
      [
        ...(svelte.configs.base as Linter.Config[]),
        {
          files: ['**/*.ts', '**/*.svelte'],
          plugins: { own: { rules: { text: noTextOutsideCatalogue } } },
          rules: { 'own/text': 'error' }
        },
        { files: ['**/*.ts'], languageOptions: { parser: typescript.parser as Linter.Parser } },
        {
          files: ['**/*.svelte'],
          languageOptions: { parserOptions: { parser: typescript.parser } }
        }
      ],
      filename
    )
    .map((message) => message.message);

it.each([
  '<p>Hello</p>',
  '<button aria-label="Close"></button>',
  '<img alt="A mug" />',
  '<input placeholder="Your name" />',
  '<EmptyState title="Nothing here" />',
  "<p>{open ? 'Open' : m.closed()}</p>",
  '<p>{`${count} days`}</p>',
  "<script>const text = 'Try it again.';</script>"
])('reports %s', (code) => {
  expect(found(code)).toHaveLength(1);
});

it.each([
  '<p>{m.hello()} · 3/5</p>',
  '<p class="soft small">{name}</p>',
  "<p class={open ? 'open' : 'shut'}>{m.hello()}</p>",
  "<p>{day.state === 'off' ? m.off() : ''}</p>",
  "<script>import x from './other.ts'; const kind = 'challenge';</script>",
  '<style>p { content: "x" }</style>'
])('passes %s', (code) => {
  expect(found(code)).toEqual([]);
});

it('knows a sentence when it sees one', () => {
  expect(found("export const text = 'Sign in again.';", 'some.ts')).toHaveLength(1);
  expect(looksLikeSentence('button plain small')).toBe(false);
  expect(looksLikeSentence('text/csv')).toBe(false);
  expect(looksLikeSentence('Nothing was saved')).toBe(true);
  expect(looksLikeSentence('nothing was saved.')).toBe(true);
});
