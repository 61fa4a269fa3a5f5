/** The words of the app. Another language is another file like `en.ts`, chosen here. */
import { en } from './en.ts';

export type Words = typeof en;
export const words: Words = en;

/** Numbers and days as people write them in the app's language. */
export const number = (value: number) => new Intl.NumberFormat(words.language).format(value);

/** A value of a challenge: one decimal says enough. */
export const rounded = (value: number) => number(Math.round(value * 10) / 10);

export function day(value: string): string {
  const date = new Date(value.length === 10 ? `${value}T12:00:00` : value);
  return new Intl.DateTimeFormat(words.dates, {
    weekday: 'short',
    day: 'numeric',
    month: 'short'
  }).format(date);
}

/** A stretch of days; one that is a single day is that day. */
export const span = (first: string, last: string) =>
  first === last ? day(first) : words.daysOff.span(day(first), day(last));

/** "2026-03" -> "March 2026" */
export const month = (value: string) =>
  new Intl.DateTimeFormat(words.dates, { month: 'long', year: 'numeric' }).format(
    new Date(`${value}-15T12:00:00`)
  );

/** "Ada, Lea and Nora" */
export const names = (people: string[]) => new Intl.ListFormat(words.language).format(people);

/** Whether days are written with the month first where this phone is set up. */
export const monthFirst = () =>
  new Intl.DateTimeFormat()
    .formatToParts(0)
    .find((part) => part.type === 'month' || part.type === 'day')?.type === 'month';
