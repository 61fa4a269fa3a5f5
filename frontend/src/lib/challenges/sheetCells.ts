/** Reads a cell of a sheet as a day or as a number. Pure. */

export type DecimalSign = '.' | ',';

/** A number and the decimal sign that this reading assumes; null if the cell shows none. */
export interface NumberReading {
  value: number;
  point: DecimalSign | null;
}

/** The days of the challenge, and whether the month usually comes first. */
export interface DayOrder {
  first: string;
  last: string;
  monthFirst: boolean;
}

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d\d\S*)?$/;
const LOCAL = /^(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})$/;

/**
 * Reads a day as `YYYY-MM-DD`. If day and month could be swapped, the reading within the challenge
 * wins, else the usual order.
 */
export function readDay(cell: string, calendar: DayOrder): string | null {
  const iso = ISO.exec(cell);
  if (iso) return existing(iso[1], iso[2], iso[3]);
  const local = LOCAL.exec(cell);
  if (!local) return null;
  const [, one, two, year] = local;
  const whole = year?.length === 2 ? `20${year}` : year;
  const both = [existing(whole, two, one), existing(whole, one, two)];
  const found = (calendar.monthFirst ? both.reverse() : both).filter((day) => day !== null);
  return found.find((day) => day >= calendar.first && day <= calendar.last) ?? found[0] ?? null;
}

/** The day, or null if the calendar does not have it. */
function existing(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T12:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

/** All readings of a cell as a number: none, one, or two (for "1,234"). */
export function readNumbers(cell: string): NumberReading[] {
  const plain = cell.replace(/[\s'’%]/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return [];
  const marks = plain.match(/[.,]/g) ?? [];
  if (marks.length === 0) return reading(plain, null);
  const last = marks.at(-1) as DecimalSign;
  const other = last === '.' ? ',' : '.';
  if (new Set(marks).size === 2) return reading(plain, last);
  if (marks.length > 1) return reading(plain, other);
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(plain)
    ? [...reading(plain, last), ...reading(plain, other)]
    : reading(plain, last);
}

/** Reads a number with this decimal sign; the other sign separates thousands. */
function reading(plain: string, point: DecimalSign | null): NumberReading[] {
  const [whole = '', ...decimals] = point ? plain.split(point) : [plain];
  const parted = /[.,]/.test(whole);
  if (decimals.length > 1 || /[.,]/.test(decimals.join(''))) return [];
  if (parted && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return [];
  const value = Number(`${whole.replace(/[.,]/g, '')}.${decimals[0] ?? ''}0`);
  return value < 1e9 ? [{ value, point }] : [];
}
