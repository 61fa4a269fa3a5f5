/** The days of a streak, put into weeks from Monday, as a calendar shows them. Pure. */
import type { Streak } from '#lib/api/types.ts';

export type StreakDay = Streak['days'][number];

/** ISO weekday, 0 for Monday. A day has no zone: noon of UTC is in it everywhere. */
const weekday = (day: string) => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;

/** Rows of seven; null where a week begins before the first day or ends after the last. */
export function groupIntoWeeks(days: readonly StreakDay[]): (StreakDay | null)[][] {
  const first = days[0];
  if (!first) return [];
  const cells: (StreakDay | null)[] = [...Array<null>(weekday(first.day)).fill(null), ...days];
  const rows: (StreakDay | null)[][] = [];
  for (let at = 0; at < cells.length; at += 7) {
    const row = cells.slice(at, at + 7);
    rows.push([...row, ...Array<null>(7 - row.length).fill(null)]);
  }
  return rows;
}
