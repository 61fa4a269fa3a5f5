/** Which of the app's locales fits best. Pure. */

/** Scripts of these languages run from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** A locale for `Intl`, where a language alone does not say enough. */
const FORMAT_LOCALES: Record<string, string> = { en: 'en-GB' };

const languageOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';

/**
 * The first wanted language that the app has: the exact tag, else the same language. The first
 * locale is the fallback.
 */
export function chooseLocale(wanted: readonly string[], locales: readonly string[]): string {
  for (const tag of wanted) {
    const exact = locales.find((locale) => locale.toLowerCase() === tag.toLowerCase());
    const found = exact ?? locales.find((locale) => languageOf(locale) === languageOf(tag));
    if (found) return found;
  }
  return locales[0] ?? 'en';
}

export const directionOf = (locale: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(languageOf(locale)) ? 'rtl' : 'ltr';

/** The locale in which days and numbers are written. */
export const formatLocaleOf = (locale: string): string => FORMAT_LOCALES[locale] ?? locale;
