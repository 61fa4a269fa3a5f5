/** Moods and endings of a scenario, in the app's language. */
import type { ScenarioNode } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type Ending = NonNullable<ScenarioNode['ending']>;

const ENDINGS: Record<Ending, () => string> = {
  good: m.question_ending_good,
  fair: m.question_ending_fair,
  poor: m.question_ending_poor
};

/** From furious (-2) to delighted (2). */
const MOODS = [
  m.question_mood_furious,
  m.question_mood_upset,
  m.question_mood_waiting,
  m.question_mood_warming_up,
  m.question_mood_delighted
];

export const endingText = (ending: Ending): string => ENDINGS[ending]();

export const moodText = (mood: number): string => MOODS[mood + 2]?.() ?? '';
