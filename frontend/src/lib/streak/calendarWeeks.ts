/** Groups the days of a streak into weeks from Monday, for a calendar. Pure. */
import type { Streak } from '#lib/api/types.ts';

export type StreakDay = Streak['days'][number];

/** ISO weekday, 0 for Monday. Noon UTC avoids time zones. */
const weekday = (day: string) => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;

/** Rows of seven; null before the first day and after the last. */
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
