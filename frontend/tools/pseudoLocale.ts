/**
 * Two pseudo-locales, derived from the English catalogue, that show what a translation would break.
 *
 * `en-XA` has accents, is about 40 % longer and stands in brackets. `ar-XB` is the same from right
 * to left. Text on the screen without accents does not come from the catalogue; a bracket that is
 * not on the screen was cut off.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

type Variants = { declarations?: string[]; selectors?: string[]; match: Record<string, string> };
export type Catalogue = Record<string, string | Variants[]>;

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = 'åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ';
const FILLER = 'öñéţŵöţĥŕééƒöûŕƒîṽé';
const GROWTH = 0.4;
/** Right-to-left override and its end: letters run from right to left whatever they are. */
const RTL_OVERRIDE = '\u202e';
const END_OF_OVERRIDE = '\u202c';

const accentOf = new Map([...PLAIN].map((letter, at) => [letter, [...ACCENTED][at] ?? letter]));

/** Literal text and placeholders by turns; a placeholder such as `{name}` stays as it is. */
const partsOf = (text: string): string[] => text.split(/(\{[^}]*\})/);
const isPlaceholder = (part: string): boolean => part.startsWith('{');

/** About 40 % more letters, in words that can wrap as words do. */
function fillerFor(text: string): string {
  const letters = partsOf(text).filter((part) => !isPlaceholder(part));
  const missing = Math.ceil(letters.join('').length * GROWTH);
  const words: string[] = [];
  for (let left = missing; left > 0; left -= 7) words.push(FILLER.slice(0, Math.min(left, 6)));
  return words.join(' ');
}

const accented = (text: string): string =>
  Array.from(text, (letter) => accentOf.get(letter) ?? letter).join('');

export function pseudoText(text: string, rightToLeft = false): string {
  const turn = (part: string) =>
    part && rightToLeft ? `${RTL_OVERRIDE}${part}${END_OF_OVERRIDE}` : part;
  const parts = partsOf(`[${text} ${fillerFor(text)}]`);
  return parts.map((part) => (isPlaceholder(part) ? part : turn(accented(part)))).join('');
}

export function pseudoCatalogue(catalogue: Catalogue, rightToLeft = false): Catalogue {
  const changed = (message: string | Variants[]) =>
    typeof message === 'string'
      ? pseudoText(message, rightToLeft)
      : message.map((one) => ({ ...one, match: pseudoMatch(one.match, rightToLeft) }));
  const entries = Object.entries(catalogue).map(([key, message]) => [key, changed(message)]);
  return Object.fromEntries(entries) as Catalogue;
}

const pseudoMatch = (match: Record<string, string>, rightToLeft: boolean) =>
  Object.fromEntries(
    Object.entries(match).map(([when, text]) => [when, pseudoText(text, rightToLeft)])
  );

/** Writes a project with the English catalogue and both pseudo-locales; returns its path. */
export function writePseudoProject(project: string, folder: string): string {
  const settings = JSON.parse(readFileSync(`${project}/settings.json`, 'utf8')) as {
    modules: string[];
  };
  const english = JSON.parse(readFileSync('messages/en.json', 'utf8')) as Catalogue;
  const catalogues: Record<string, Catalogue> = {
    en: english,
    'en-XA': pseudoCatalogue(english),
    'ar-XB': pseudoCatalogue(english, true)
  };
  mkdirSync(`${folder}/project.inlang`, { recursive: true });
  mkdirSync(`${folder}/messages`, { recursive: true });
  const own = {
    ...settings,
    locales: Object.keys(catalogues),
    modules: settings.modules.map((path) => `.${path}`)
  };
  writeFileSync(`${folder}/project.inlang/settings.json`, JSON.stringify(own, null, 2));
  for (const [locale, messages] of Object.entries(catalogues)) {
    writeFileSync(`${folder}/messages/${locale}.json`, JSON.stringify(messages, null, 2));
  }
  return `${folder}/project.inlang`;
}
