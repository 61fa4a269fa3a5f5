/** Weekdays as the server counts them, 1 for Monday, in words. */
import { words } from '#lib/words/index.ts';

export const isSameWeek = (one: readonly number[], other: readonly number[]) =>
  one.join() === other.join();

export const describeWeek = (week: readonly number[]) =>
  week.length === 7
    ? words.week.everyDay
    : week.map((day) => words.streak.weekdays[day - 1]).join(', ');
