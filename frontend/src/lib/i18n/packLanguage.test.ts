import { expect, it } from 'vitest';
import { inLanguage, splitSentence } from './packLanguage';

it.each([
  ['ar', { lang: 'ar', dir: 'rtl' }],
  ['az-Arab', { lang: 'az-Arab', dir: 'rtl' }],
  ['de-AT', { lang: 'de-AT', dir: 'ltr' }],
  [null, {}],
  [undefined, { dir: 'auto' }],
  ['', { dir: 'auto' }]
])('a text in %j has %j', (language, attributes) => {
  expect(inLanguage(language)).toEqual(attributes);
});

it('finds the place of a text in a sentence', () => {
  expect(splitSentence((text) => `From ${text}.`)).toEqual(['From ', '.']);
  expect(splitSentence(() => 'Nothing')).toEqual(['Nothing', '']);
});
