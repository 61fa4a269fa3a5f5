/** Splits pasted text into lines and cells. Pure. */
import { readDay, type DayOrder } from './sheetCells.ts';

/** A line with text, by its number, and its cells. */
export interface SheetLine {
  line: number;
  text: string;
  cells: string[];
}

/** The signs that part cells, the surest first. On a phone people type a space after the day. */
const MARKS = ['\t', ';', ',', ' '] as const;
type Mark = (typeof MARKS)[number];

/** Characters of a cell that are read. A team's name has at most 80. */
const MAX_CELL_CHARS = 200;

/** A day at the start of a line, and what follows after a space or colon. */
const TYPED = /^(\S*\d)\s*(?::\s*|\s+)(.*)$/;

/** The lines with text. The first sign that leaves a day in a cell of its own parts the cells. */
export function splitSheet(pasted: string, calendar: DayOrder): SheetLine[] {
  const lines = pasted
    .split(/\r\n?|\n/)
    .map((text, at) => ({ text, line: at + 1 }))
    .filter(({ text }) => text.trim());
  const splitBy = (mark: Mark) => lines.map((one) => ({ ...one, cells: cellsOf(one.text, mark) }));
  const readings = MARKS.map(splitBy);
  return readings.find((rows) => rows.some((row) => hasDay(row, calendar))) ?? splitBy('\t');
}

const hasDay = ({ cells }: SheetLine, calendar: DayOrder): boolean =>
  cells.slice(0, 2).some((cell) => readDay(cell, calendar) !== null);

/** Cells without quotes, and without empty cells at the end of the row. */
function cellsOf(text: string, mark: Mark): string[] {
  const tidy = partsOf(text, mark).map((cell) => cell.trim().slice(0, MAX_CELL_CHARS));
  while (tidy.length > 0 && tidy.at(-1) === '') tidy.pop();
  return tidy;
}

function partsOf(text: string, mark: Mark): string[] {
  if (mark === ' ') return TYPED.exec(text.trim())?.slice(1) ?? [text];
  return text.includes('"') ? quoted(text, mark) : text.split(mark);
}

/** Splits a line with quotes: a separator within quotes is text, two quotes are one quote. */
function quoted(text: string, mark: string): string[] {
  const cells = [''];
  let inside = false;
  for (const [at, sign] of text.split('').entries()) {
    if (sign === '"') {
      if (!inside && text[at - 1] === '"') cells.push(`${cells.pop()}"`);
      inside = !inside;
    } else if (sign === mark && !inside) cells.push('');
    else cells.push(`${cells.pop()}${sign}`);
  }
  return cells;
}
