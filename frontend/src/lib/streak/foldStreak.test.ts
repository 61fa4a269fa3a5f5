import { expect, it } from 'vitest';
import type { Streak } from '#lib/api/types.ts';
import type { Figures } from '#lib/store/figures.ts';
import { foldStreak } from './foldStreak.ts';

const page = {
  today: '2026-03-08',
  streak: 3,
  longest: 3,
  freezes: 0,
  freeze_in: 1,
  lost: 6,
  earn_back_in: 2,
  if_today: 4,
  days: [
    { day: '2026-03-07', state: 'practised' },
    { day: '2026-03-08', state: 'today' }
  ]
} as Streak;
const figures: Figures = {
  today: '2026-03-08',
  points: 0,
  weekPoints: 0,
  streak: 4,
  practisedToday: true
};

it('marks a day that was practised since, and counts it once', () => {
  const after = foldStreak(page, figures);
  expect(after).toMatchObject({ streak: 4, longest: 4, freezes: 1, freeze_in: 0, earn_back_in: 1 });
  expect(after.days.map((day) => day.state)).toEqual(['practised', 'practised']);
  expect(foldStreak(after, figures)).toEqual(after);
});

it('changes nothing of a page that is as new as the figures', () => {
  expect(foldStreak(page, { ...figures, streak: 3, practisedToday: false })).toEqual(page);
});
