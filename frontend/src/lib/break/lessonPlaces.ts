/** The cards at which lessons were left, so that each goes on there. Pure. */
import type { Item, Lesson } from '#lib/api/types.ts';

export interface LessonPlace {
  card: number;
  /** Seconds of reading so far. */
  seconds: number;
}

/** Places by the id of the lesson. */
export type LessonPlaces = Record<string, LessonPlace>;

const START: LessonPlace = { card: 0, seconds: 0 };

/** Where a lesson goes on. A new version of it may have fewer cards; the last one is `try_it`. */
export function findPlace(places: LessonPlaces, lesson: Lesson): LessonPlace {
  const place = places[lesson.lesson_id] ?? START;
  return { ...place, card: Math.min(place.card, lesson.cards.length) };
}

/** Places with a new one, and without those of lessons that are not among `items` any more. */
export function movePlace(
  places: LessonPlaces,
  items: Item[],
  lesson: string,
  place: LessonPlace
): LessonPlaces {
  const current = new Set(items.map((item) => (item.kind === 'lesson' ? item.lesson_id : '')));
  const kept = Object.entries(places).filter(([id]) => current.has(id));
  return { ...Object.fromEntries(kept), [lesson]: place };
}
