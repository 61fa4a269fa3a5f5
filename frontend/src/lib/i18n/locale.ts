/**
 * The language of the app, chosen once when it starts: the person's, else the browser's.
 *
 * The person's language is kept in `localStorage`, because it is needed before anything is shown.
 * Another language takes effect by loading the page again.
 */
import { catalogues } from '#paraglide/catalogues.js';
import { chooseLocale, directionOf, formatLocaleOf } from './chooseLocale.ts';

const LANGUAGE_KEY = 'herobreak-language';

/** Null where nothing is stored, or storage is switched off, or there is no browser. */
function storedLanguage(): string | null {
  try {
    return globalThis.localStorage.getItem(LANGUAGE_KEY);
  } catch {
    return null;
  }
}

function findLocale(): string {
  const stored = storedLanguage();
  const browser = globalThis.navigator?.languages ?? [];
  return chooseLocale(stored ? [stored, ...browser] : browser, Object.keys(catalogues));
}

export const locale = findLocale();
export const direction = directionOf(locale);
export const formatLocale = formatLocaleOf(locale);

/**
 * Stores the person's language (null after a sign-out) and reloads the page if it differs. Without
 * a network (`reload` is false) the page may not open again, so it keeps its language.
 */
export function rememberLanguage(language: string | null, reload = true): void {
  try {
    if (language) localStorage.setItem(LANGUAGE_KEY, language);
    else localStorage.removeItem(LANGUAGE_KEY);
  } catch {
    return; // Without storage the browser's language stays.
  }
  if (reload && findLocale() !== locale) location.reload();
}
