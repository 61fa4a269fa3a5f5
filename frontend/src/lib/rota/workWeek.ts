/** Weekdays as the server counts them: 1 is Monday. */
import { formatItems, shortWeekdays } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';

export const isSameWeek = (one: readonly number[], other: readonly number[]): boolean =>
  one.join() === other.join();

export function describeWeek(week: readonly number[]): string {
  if (week.length === 7) return m.week_every_day();
  const names = shortWeekdays();
  return formatItems(week.map((day) => names[day - 1] ?? ''));
}
