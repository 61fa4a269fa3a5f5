/** The language and the direction of texts that authors of packs wrote. Pure. */
import { directionOf } from './chooseLocale.ts';

interface TextAttributes {
  lang?: string;
  dir?: 'ltr' | 'rtl' | 'auto';
}

/**
 * The attributes of an element that holds a text of a pack. Null is a text of the app itself.
 * Items that the phone stored before it knew languages have none: then the text decides.
 */
export function inLanguage(language: string | null | undefined): TextAttributes {
  if (language === null) return {};
  return language ? { lang: language, dir: directionOf(language) } : { dir: 'auto' };
}

/** Stands for the text of a pack in a sentence of the app, to find its place. */
const PLACEHOLDER = '\ue000';

/** The words of a sentence before and after the text that it is given. */
export function splitSentence(sentence: (text: string) => string): [string, string] {
  const [before = '', after = ''] = sentence(PLACEHOLDER).split(PLACEHOLDER);
  return [before, after];
}
