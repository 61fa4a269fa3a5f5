/**
 * What all spellings of a name share, and the digits of every keyboard.
 *
 * The rules are those of `learning/rules/people/name_keys.py`; `tests/vectors/names.json` holds
 * cases that both run.
 */

const APOSTROPHES = new RegExp(
  "['`\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u0374\u0384\u055a\u055d\u05f3\u07f4\u07f5" +
    '\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018-\u201b\u2032\u2035\ua78b\ua78c\uff07\uff40' +
    '\u02d7\u2212]',
  'gu'
);
const NOT_COUNTED = /[\p{P}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const DECIMAL = /\p{Nd}/u;
const LETTERS: Record<string, string> = {
  ß: 'ss',
  ς: 'σ',
  '\u0131': 'i',
  '\u0640': '',
  '\u0649': '\u064a',
  '\u06cc': '\u064a',
  '\u06a9': '\u0643'
};
const OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const MARKS_OF_ONE_CASE =
  /(?<=i\p{M}*)\u0307|(?<=[\u0370-\u03ff]\p{M}*)[\u0300\u0301\u0313\u0314\u0342]/gu;

/** The letters, marks, digits and symbols of a name in one form. Only for comparing. */
export function nameKey(name: string): string {
  const small = name.replace(APOSTROPHES, '').normalize('NFKC').toLowerCase();
  const letters = small
    .normalize('NFKD')
    .replace(OTHER_LETTERS, (letter) => LETTERS[letter] ?? letter)
    .replace(MARKS_OF_ONE_CASE, '');
  return asciiDigits(letters).replace(NOT_COUNTED, '').normalize('NFKC');
}

/** A text with the digits of every script as 0 to 9. */
export const asciiDigits = (text: string): string =>
  [...text].map((one) => (DECIMAL.test(one) ? String(digitOf(one)) : one)).join('');

/** The digits of a script stand in a row in Unicode, from its 0 to its 9. */
function digitOf(one: string): number {
  const code = one.codePointAt(0) ?? 0;
  let before = code;
  while (DECIMAL.test(String.fromCodePoint(before - 1))) before -= 1;
  return (code - before) % 10;
}
