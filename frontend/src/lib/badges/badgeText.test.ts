import { expect, it } from 'vitest';
import { badgeStory, badgeTitle, stepText } from './badgeText.ts';

it('has words for a built-in badge', () => {
  const badge = { code: 'true-aim', title: null, story: null } as const;
  expect(badgeTitle(badge)).toBe('True aim');
  expect(badgeStory(badge)).toContain('Trust what you know');
});

it("shows an author's own words", () => {
  const badge = { code: null, title: 'Heldin', story: 'Du kannst es.' };
  expect([badgeTitle(badge), badgeStory(badge)]).toEqual(['Heldin', 'Du kannst es.']);
});

it.each([
  [{ code: 'lessons', have: 3, need: 5 }, '3 of 5 lessons read'],
  [{ code: 'moment', have: 0, need: 1 }, 'Seen by a leader: not yet'],
  [{ code: 'moment', have: 1, need: 1 }, 'Seen by a leader'],
  [{ code: 'fresh', have: 0, need: 2 }, '0 of 2 ideas fresh again']
] as const)('says how far %j is', (step, text) => {
  expect(stepText(step)).toBe(text);
});
