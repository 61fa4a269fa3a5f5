/** Summary of the items that were done on one day. */
import type { DoneDay } from '#lib/store/doneDay.ts';

export interface DaySummary {
  graded: number;
  right: number;
  missed: number;
  unsure: number;
  known: number;
  lessons: number;
  /** True while the server has not graded something yet. */
  waiting: boolean;
}

export type ReturnPeriod = 'tomorrow' | 'days' | 'week' | 'weeks' | 'months';
const PERIOD_LIMITS: [number, ReturnPeriod][] = [
  [1, 'tomorrow'],
  [6, 'days'],
  [13, 'week'],
  [44, 'weeks'],
  [Infinity, 'months']
];

/**
 * Counts the items by when they return after `today`, soonest first. Null until the server has sent
 * every due day.
 */
export function countReturns(day: DoneDay, today: string): [ReturnPeriod, number][] | null {
  const graded = day.items.filter((item) => item.kind === 'question' && item.correct !== null);
  if (graded.length === 0 || !graded.every((item) => item.due)) return null;
  const days = graded.map((item) => (Date.parse(item.due!) - Date.parse(today)) / 86_400_000);
  const soon = days.map((ahead) => PERIOD_LIMITS.find(([most]) => ahead <= most)![1]);
  return PERIOD_LIMITS.map(([, name]): [ReturnPeriod, number] => [
    name,
    soon.filter((one) => one === name).length
  ]).filter(([, number]) => number > 0);
}

/** The same day with only these items. */
export const selectItems = (day: DoneDay, ids: string[]): DoneDay => ({
  ...day,
  items: day.items.filter((item) => ids.includes(item.item_id))
});

export function summariseDay(day: DoneDay): DaySummary {
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
