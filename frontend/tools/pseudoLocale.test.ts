import { expect, it } from 'vitest';
import { pseudoCatalogue, pseudoText } from './pseudoLocale.ts';

it('has accents, brackets and about 40 % more letters, and keeps placeholders', () => {
  const text = pseudoText('Hello, {name}. Sign in again, please.');
  expect(text).toMatch(/^\[.*\]$/);
  expect(text).toContain('{name}');
  expect(text.replace('{name}', '')).not.toMatch(/[A-Za-z]/);
  expect(text.length).toBeGreaterThan('Hello, {name}. Sign in again, please.'.length * 1.3);
});

it('turns every piece of text to run from right to left, but no placeholder', () => {
  expect(pseudoText('Hi {name}', true)).toMatch(/^\u202e[^{]*\u202c\{name\}\u202e[^{]*\u202c$/);
});

it('changes each variant of a plural', () => {
  const plural = [{ match: { 'plural=one': '{number} day', 'plural=*': '{number} days' } }];
  const [variant] = pseudoCatalogue({ days: plural })['days'] as typeof plural;
  expect(variant?.match['plural=one']).toMatch(/^\[\{number\} ðåý/);
});
