import { expect, test } from 'vitest';
import vectors from '../../../../tests/vectors/names.json';
import { asciiDigits, nameKey } from './nameKey.ts';

test.each(vectors.keys as [string, string][])('the key of %s is %s', (name, key) => {
  expect(nameKey(name)).toBe(key);
});

test.each(vectors.digits)('%s are the digits 4831', (digits) => {
  expect(asciiDigits(digits)).toBe('4831');
});

test('other characters stay as they are', () => {
  expect(asciiDigits('correct horse ½')).toBe('correct horse ½');
});
