/** Spans of days (`YYYY-MM-DD`). Noon UTC stands for a day, which avoids time zones. Pure. */
export interface DaySpan {
  first: string;
  last: string;
}

const DAY_MS = 86_400_000;
const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);
const next = (day: string) => new Date(noon(day) + DAY_MS).toISOString().slice(0, 10);

/** Joins sorted days that follow each other into spans. */
export function joinDays(days: readonly string[]): DaySpan[] {
  const found: DaySpan[] = [];
  for (const day of days) {
    const before = found.at(-1);
    if (before && next(before.last) === day) before.last = day;
    else found.push({ first: day, last: day });
  }
  return found;
}

/**
 * All days of a span. Empty if the last day is before the first, or for more than 366 days, which
 * the server refuses.
 */
export function listDays({ first, last }: DaySpan): string[] {
  const many = Math.round((noon(last) - noon(first)) / DAY_MS) + 1;
  if (!(many > 0 && many <= 366)) return [];
  return Array.from({ length: many }, (_, at) =>
    new Date(noon(first) + at * DAY_MS).toISOString().slice(0, 10)
  );
}
