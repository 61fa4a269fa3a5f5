import { expect, it } from 'vitest';
import { chooseLocale, directionOf, formatLocaleOf } from './chooseLocale';

it.each([
  [['de-AT'], ['en', 'de'], 'de'],
  [['pt-BR'], ['en', 'pt-PT', 'pt-BR'], 'pt-BR'],
  [['EN-gb'], ['de', 'en'], 'en'],
  [['fr', 'de'], ['en', 'de'], 'de'],
  [['fr'], ['en', 'de'], 'en'],
  [[], ['en', 'de'], 'en']
])('for %j out of %j chooses %s', (wanted, locales, chosen) => {
  expect(chooseLocale(wanted, locales)).toBe(chosen);
});

it('knows which languages run from right to left', () => {
  expect(directionOf('ar-XB')).toBe('rtl');
  expect(directionOf('en-XA')).toBe('ltr');
});

it('writes days as in Britain where English has no region', () => {
  expect(formatLocaleOf('en')).toBe('en-GB');
  expect(formatLocaleOf('de')).toBe('de');
});
