/** What the person finished on one day, as this phone knows it. Pure. */
import type { Award, Confidence, Item, Outcome } from '#lib/api/types.ts';

export interface DoneItem {
  item_id: string;
  kind: 'lesson' | 'question';
  entry_id: string;
  /** Null if it is not graded yet or cannot be graded. */
  correct: boolean | null;
  confidence: Confidence | null;
  /** Null until the server has sent the points. */
  points: number | null;
  /** The local day to which the points belong, once the server has sent it. */
  day?: string | null;
  /** The day on which the item returns, once the server has sent it. */
  due?: string | null;
}

export interface DoneDay {
  items: DoneItem[];
  awards: Award[];
}

export const createDoneDay = (): DoneDay => ({ items: [], awards: [] });

export const itemIdOf = (item: Item): string =>
  item.kind === 'lesson' ? item.lesson_id : item.question_id;

export function addItem(day: DoneDay, item: DoneItem): DoneDay {
  if (day.items.some((one) => one.item_id === item.item_id)) return day;
  return { ...day, items: [...day.items, item] };
}

/** Applies the server's grades, points and awards to the day. */
export function applyOutcomes(day: DoneDay, outcomes: Outcome[], awards: Award[]): DoneDay {
  const byEntry = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const items = day.items.map((item) => {
    const outcome = byEntry.get(item.entry_id);
    if (!outcome || outcome.status === 'refused') return item;
    const { points = 0, correct, due, day: filed } = outcome;
    return {
      ...item,
      points,
      correct: correct ?? item.correct,
      day: filed ?? item.day ?? null,
      due: due ?? item.due ?? null
    };
  });
  const fresh = awards.filter(
    (award) => !day.awards.some((one) => one.badge_id === award.badge_id)
  );
  return { items, awards: [...day.awards, ...fresh] };
}

/** Items that neither the server nor this phone counts as done, in order. */
export function listRemaining(items: Item[], serverDone: string[], day: DoneDay): Item[] {
  const done = new Set([...serverDone, ...day.items.map((item) => item.item_id)]);
  return items.filter((item) => !done.has(itemIdOf(item)));
}

/**
 * The points of the newest day to which any of these items belongs. An answer after 04:00, or one
 * that was late, can belong to another day than the break. `fallback` is the day of the break.
 */
export function sumPoints(done: DoneDay, fallback: string): { day: string; points: number } {
  const filed = done.items.map((item) => item.day ?? fallback);
  const day = filed.sort().at(-1) ?? fallback;
  const points = done.items
    .filter((item) => (item.day ?? fallback) === day)
    .reduce((sum, item) => sum + (item.points ?? 0), 0);
  return { day, points };
}
