/** Which of the app's locales fits best. Pure. */

/** Scripts that run from right to left. The script of a language is known to `Intl`. */
const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']);

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

function scriptOf(tag: string): string {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).maximize().script ?? '';
  } catch {
    return ''; // no language tag
  }
}

export const directionOf = (locale: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(scriptOf(locale)) ? 'rtl' : 'ltr';

/** The locale in which days and numbers are written. */
export const formatLocaleOf = (locale: string): string => FORMAT_LOCALES[locale] ?? locale;
