/** Numbers, days and lists as people write them in the app's language. */
import { formatLocale } from './locale.ts';
import { m } from './messages.ts';

/** A day has no zone: noon is in it everywhere. */
const noonOf = (day: string) => new Date(`${day}T12:00:00`);

export const formatNumber = (value: number): string =>
  new Intl.NumberFormat(formatLocale).format(value);

/** A value of a challenge: one decimal says enough. */
export const formatRounded = (value: number): string =>
  new Intl.NumberFormat(formatLocale, { maximumFractionDigits: 1 }).format(value);

/** 5 -> "+5", -5 -> "-5" */
export const formatSigned = (value: number): string =>
  new Intl.NumberFormat(formatLocale, { signDisplay: 'exceptZero' }).format(value);

/** A share of 1 in whole percent, rounded down: only all of it is 100 %. */
export const formatPercent = (share: number): string =>
  new Intl.NumberFormat(formatLocale, { style: 'percent' }).format(Math.floor(share * 100) / 100);

export const formatMegabytes = (megabytes: number): string =>
  new Intl.NumberFormat(formatLocale, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1
  }).format(megabytes);

/** A value with its unit, where it has one. */
export const formatAmount = (value: number, unit: string): string =>
  unit ? m.amount_with_unit({ amount: formatRounded(value), unit }) : formatRounded(value);

/** A day (`YYYY-MM-DD`) or an instant (RFC 3339): "Mon, 2 Mar" */
export const formatDay = (value: string): string =>
  new Intl.DateTimeFormat(formatLocale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short'
  }).format(value.length === 10 ? noonOf(value) : new Date(value));

/** An instant: "Mon, 2 Mar, 10:33" */
export const formatInstant = (value: string): string =>
  new Intl.DateTimeFormat(formatLocale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit'
  }).format(new Date(value));

/** A day or an instant with its year: "2 Mar 2026" */
export const formatDate = (value: string): string =>
  new Intl.DateTimeFormat(formatLocale, { day: 'numeric', month: 'short', year: 'numeric' }).format(
    value.length === 10 ? noonOf(value) : new Date(value)
  );

/** The time of an instant (RFC 3339) on this phone: "14:05" or "2:05 PM" */
export const formatTime = (value: string): string =>
  new Intl.DateTimeFormat(formatLocale, { timeStyle: 'short' }).format(new Date(value));

/** From the first to the last day; one day alone where they are the same. */
export const formatDays = (first: string, last: string): string =>
  first === last
    ? formatDay(first)
    : m.days_off_span({ first: formatDay(first), last: formatDay(last) });

/** "2026-03" -> "March 2026" */
export const formatMonth = (value: string): string =>
  new Intl.DateTimeFormat(formatLocale, { month: 'long', year: 'numeric' }).format(
    noonOf(`${value}-15`)
  );

const FIRST_MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
/** A column of a calendar on a phone holds this many letters. */
const MAX_WEEKDAY_LETTERS = 4;

function weekdaysOf(width: 'narrow' | 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(formatLocale, { weekday: width, timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, day) => format.format(FIRST_MONDAY_MS + day * DAY_MS));
}

/** "Monday" to "Sunday" */
export const longWeekdays = (): string[] => weekdaysOf('long');

/** "Mon" to "Sun"; one letter each in a language whose short names do not fit into a column. */
export function shortWeekdays(): string[] {
  const names = weekdaysOf('short');
  return names.some((name) => name.length > MAX_WEEKDAY_LETTERS) ? weekdaysOf('narrow') : names;
}

/** "Ada, Lea and Nora" */
export const formatList = (items: readonly string[]): string =>
  new Intl.ListFormat(formatLocale).format(items);

/** "3 lessons, 8 questions": a list without "and". */
export const formatItems = (items: readonly string[]): string =>
  new Intl.ListFormat(formatLocale, { type: 'unit', style: 'short' }).format(items);

/** Whether the month is written before the day where this phone is set up. */
export const isMonthFirst = (): boolean =>
  new Intl.DateTimeFormat()
    .formatToParts(0)
    .find((part) => part.type === 'month' || part.type === 'day')?.type === 'month';
