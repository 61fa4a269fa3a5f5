/** Reads a cell of a sheet as a day or as a figure. Pure. */

export type DecimalSign = '.' | ',';

/** A number and the decimal sign that this reading assumes; null if the cell shows none. */
export interface NumberReading {
  value: number;
  point: DecimalSign | null;
}

/** A cell with a figure: "92 %", "46 of 50", "1.234,5". Without a number its readings are empty. */
export interface FigureCell {
  amount: NumberReading[];
  /** The second number of "46 of 50"; null if there is none. */
  outOf: NumberReading[] | null;
  percent: boolean;
}

/** The days of the challenge, and whether the month usually comes first. */
export interface DayOrder {
  first: string;
  last: string;
  monthFirst: boolean;
}

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d\d\S*)?$/;
const LOCAL = /^(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})$/;
/** "46 of 50", "46/50" and the same in the languages of the rota reader. */
const SHARE = /^(.*?)(?:\s*\/\s*|\s+(?:out of|of|von|sur|de|z)\s+)(.*)$/i;
const PERCENT = /^%\s*|\s*%$/g;
/** Digits in threes, parted by spaces or apostrophes: "1 234 567", "1’234.5". */
const SPACED_THOUSANDS = /^\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?$/;
/** The zeros of full-width and Arabic digits. */
const OTHER_ZEROS = [0x0660, 0x06f0, 0xff10];

/**
 * Reads a day as `YYYY-MM-DD`. If day and month could be swapped, the reading within the challenge
 * wins, else the usual order.
 */
export function readDay(text: string, calendar: DayOrder): string | null {
  const cell = toPlainDigits(text);
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

/** Reads a cell with one figure: a number, a percentage, or a share of two numbers. */
export function readFigure(text: string): FigureCell {
  const cell = toPlainDigits(text).trim();
  const percent = cell.includes('%');
  const share = SHARE.exec(cell);
  if (share && !percent) {
    return {
      amount: readNumbers(share[1] ?? ''),
      outOf: readNumbers(share[2] ?? ''),
      percent
    };
  }
  return { amount: readNumbers(cell.replace(PERCENT, '')), outOf: null, percent };
}

/** All readings of a text as a number: none, one, or two (for "1,234"). */
export function readNumbers(text: string): NumberReading[] {
  const tidy = text.trim();
  const plain = SPACED_THOUSANDS.test(tidy) ? tidy.replace(/[\s'’]/g, '') : tidy;
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

/**
 * Full-width and Arabic digits and signs as those that this reader knows. No other sign becomes a
 * digit: in "92²" the small 2 is none.
 */
function toPlainDigits(text: string): string {
  const plain = (sign: string) => {
    const code = sign.codePointAt(0) ?? 0;
    const zero = OTHER_ZEROS.find((one) => code >= one && code < one + 10) ?? code;
    return String(code - zero);
  };
  return text
    .replace(/[٠-٩۰-۹０-９]/g, plain)
    .replace(/[٪％]/g, '%')
    .replace(/[٫，]/g, ',')
    .replace(/．/g, '.')
    .replace(/／/g, '/')
    .replace(/٬/g, '’');
}
