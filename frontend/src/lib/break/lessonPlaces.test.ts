import { expect, it } from 'vitest';
import type { Item, Lesson } from '#lib/api/types.ts';
import { findPlace, movePlace } from './lessonPlaces.ts';

const lesson = (id: string, cards: number) =>
  ({ kind: 'lesson', lesson_id: id, cards: Array<unknown>(cards).fill({}) }) as Lesson;
const items = [lesson('a', 3), lesson('b', 2)] as Item[];

it('begins a lesson that was never opened at its first card', () => {
  expect(findPlace({}, lesson('a', 3))).toEqual({ card: 0, seconds: 0 });
});

it('goes on at the card and with the seconds of before', () => {
  const places = movePlace({}, items, 'a', { card: 2, seconds: 31 });
  expect(findPlace(places, lesson('a', 3))).toEqual({ card: 2, seconds: 31 });
});

it('stops at the last card of a lesson that has become shorter', () => {
  expect(findPlace({ a: { card: 9, seconds: 1 } }, lesson('a', 3)).card).toBe(3);
});

it('forgets lessons that are no longer in the break', () => {
  const places = movePlace({ old: { card: 1, seconds: 2 } }, items, 'b', { card: 1, seconds: 4 });
  expect(Object.keys(places)).toEqual(['b']);
});
