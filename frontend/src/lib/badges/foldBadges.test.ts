import { expect, it } from 'vitest';
import type { Badge, Badges } from '#lib/api/types.ts';
import { markEarned, raiseStreakSteps } from './foldBadges.ts';

const steady = {
  badge_id: 'steady',
  earned_at: null,
  have: 3,
  need: 5,
  steps: [{ code: 'streak', have: 3, need: 5 }]
} as Badge;
const page: Badges = { badges: [steady], nearest: ['steady'] };

it('shows a badge as earned that the summary has shown as earned', () => {
  const award = {
    badge_id: 'steady',
    code: null,
    title: 'Steady',
    story: '',
    art: '',
    alt: null,
    language: null
  };
  const { badges, nearest } = markEarned(page, [award], '2026-03-08T20:00:00Z');
  expect(badges[0]).toMatchObject({ earned_at: '2026-03-08T20:00:00Z', have: 5, steps: [] });
  expect(nearest).toEqual([]);
});

it.each([
  [2, 3],
  [4, 4],
  [9, 5]
])('never counts fewer days than a streak of %i has, nor more than it needs', (streak, have) => {
  const [badge] = raiseStreakSteps(page, streak).badges;
  expect([badge!.have, badge!.steps[0]!.have]).toEqual([have, have]);
});
