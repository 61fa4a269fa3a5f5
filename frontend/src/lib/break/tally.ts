/** What a day amounts to, for the summary. */
import type { DoneDay } from '#lib/store/done.ts';

export interface Tally {
  graded: number;
  right: number;
  missed: number;
  unsure: number;
  known: number;
  lessons: number;
  /** Something has not been marked by the server yet. */
  waiting: boolean;
}

export type Soon = 'tomorrow' | 'days' | 'week' | 'weeks' | 'months';
const UNTIL: [number, Soon][] = [
  [1, 'tomorrow'],
  [6, 'days'],
  [13, 'week'],
  [44, 'weeks'],
  [Infinity, 'months']
];

/** How many things come back how soon after `today`, soonest first; null until the server has said it of all. */
export function returning(day: DoneDay, today: string): [Soon, number][] | null {
  const graded = day.items.filter((item) => item.kind === 'question' && item.correct !== null);
  if (graded.length === 0 || !graded.every((item) => item.due)) return null;
  const days = graded.map((item) => (Date.parse(item.due!) - Date.parse(today)) / 86_400_000);
  const soon = days.map((ahead) => UNTIL.find(([most]) => ahead <= most)![1]);
  return UNTIL.map(([, name]): [Soon, number] => [name, soon.filter((one) => one === name).length]).filter(
    ([, number]) => number > 0
  );
}

/** The same day, with these items alone. */
export const only = (day: DoneDay, ids: string[]): DoneDay => ({
  ...day,
  items: day.items.filter((item) => ids.includes(item.item_id))
});

export function tally(day: DoneDay): Tally {
  const questions = day.items.filter((item) => item.kind === 'question');
  const right = questions.filter((item) => item.correct === true);
  const missed = questions.filter((item) => item.correct === false).length;
  return {
    graded: right.length + missed,
    right: right.length,
    missed,
    unsure: right.filter((item) => item.confidence === 'unsure').length,
    known: right.filter((item) => item.confidence === 'sure').length,
    lessons: day.items.filter((item) => item.kind === 'lesson').length,
    waiting: day.items.some((item) => item.points === null)
  };
}
