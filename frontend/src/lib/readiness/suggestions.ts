/** The suggested next challenge, as a sentence. */
import type { Readiness } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type Suggestion = NonNullable<Readiness['suggestion']>;

const SENTENCES: Record<Suggestion['code'], (subject: string) => string> = {
  correct: (subject) => m.readiness_suggest_correct({ subject }),
  refresh: (subject) => m.readiness_suggest_refresh({ subject }),
  race: () => m.readiness_suggest_race(),
  award: () => m.readiness_suggest_award(),
  moments: (subject) => m.readiness_suggest_moments({ subject })
};

/** The sentence by what it is about: a concept, or the title of a lesson. */
export const suggestionSentence = (code: Suggestion['code']) => SENTENCES[code];
