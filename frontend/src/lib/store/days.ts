/** Arithmetic with local days (`YYYY-MM-DD`). Pure. */

const DAY_MS = 86_400_000;
const toText = (instant: number) => new Date(instant).toISOString().slice(0, 10);

/** The day so many days after another. */
export const dayAfter = (day: string, days: number): string =>
  toText(Date.parse(day) + days * DAY_MS);

/** The Monday of the week that holds a day. */
export const mondayOf = (day: string): string =>
  dayAfter(day, -((new Date(Date.parse(day)).getUTCDay() + 6) % 7));
