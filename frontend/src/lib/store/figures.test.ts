import { expect, it } from 'vitest';
import { findToday, foldFigures, type StoredMe } from './figures.ts';

/** Sunday evening in London; 30 points this week, 3 days in a row, nothing done today. */
const me = {
  team: { id: '1', name: 'Shop', zone: 'Europe/London' },
  day: '2026-03-08',
  week: '2026-03-02',
  points: 130,
  week_points: 30,
  streak: 3,
  streak_if_today: 4,
  practised_today: false,
  seen_at: '2026-03-08T20:00:00Z'
} as StoredMe;
const at = (time: string) => Date.parse(time);

it('shows what the server said', () => {
  expect(foldFigures(me, [], at('2026-03-08T21:00:00Z'))).toEqual({
    today: '2026-03-08',
    points: 130,
    weekPoints: 30,
    streak: 3,
    practisedToday: false
  });
});

it('begins a new week at 04:00 on Monday, without points of last week', () => {
  expect(foldFigures(me, [], at('2026-03-09T03:59:00Z')).weekPoints).toBe(30);
  expect(foldFigures(me, [], at('2026-03-09T04:00:00Z'))).toMatchObject({
    today: '2026-03-09',
    points: 130,
    weekPoints: 0
  });
});

it('counts a waiting answer for the streak at once, and its points when the server has it', () => {
  expect(foldFigures(me, ['2026-03-08'], at('2026-03-08T21:00:00Z'))).toMatchObject({
    points: 130,
    weekPoints: 30,
    streak: 4,
    practisedToday: true
  });
  const done = { ...me, practised_today: true, streak: 4 };
  expect(foldFigures(done, ['2026-03-08'], at('2026-03-08T21:00:00Z')).streak).toBe(4);
});

it('leaves the streak alone for an answer of an earlier day', () => {
  expect(foldFigures(me, ['2026-03-07'], at('2026-03-08T21:00:00Z')).streak).toBe(3);
});

it.each([
  ['1970-01-01T00:00:00Z', '1970-01-01T01:00:00Z', '2026-03-08'],
  ['2040-06-01T10:00:00Z', '2040-06-03T10:00:00Z', '2026-03-10'],
  ['2026-03-08T20:00:00Z', '2026-03-01T20:00:00Z', '2026-03-08']
])('counts days since %s, whatever the clock says (%s)', (seen, now, today) => {
  expect(findToday({ ...me, seen_at: seen }, at(now))).toBe(today);
});
