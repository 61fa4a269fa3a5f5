/** Reads rows pasted from a sheet (team, day, figure, out of) as figures of a challenge. Pure. */
import { nameKey } from '#lib/i18n/nameKey.ts';
import { readDay, readNumbers, type DecimalSign, type NumberReading } from './sheetCells.ts';

/** The challenge's teams and days. `monthFirst`: whether this phone writes 3/2 for March 2nd. */
export interface SheetContext {
  teams: { id: string; name: string }[];
  first: string;
  last: string;
  monthFirst: boolean;
}

export interface RowFigure {
  team: string;
  day: string;
  amount: number;
  out_of: number | null;
}

export type RowProblem =
  'day' | 'span' | 'team' | 'unnamed' | 'amount' | 'unclear' | 'outOf' | 'cells';

/** A row with text, by its line number: its figure, or what is wrong with it. */
export interface SheetRow {
  line: number;
  text: string;
  figure: RowFigure | null;
  fault: RowProblem | null;
}

interface Split {
  line: number;
  text: string;
  day: string | null;
  team: string;
  readings: NumberReading[][];
}

/** Most rows in one request. */
export const MAX_ROWS = 400;

export function parseRows(pasted: string, sheet: SheetContext): SheetRow[] {
  const mark = ['\t', ';', ','].find((one) => pasted.includes(one)) ?? '\t';
  const lines = pasted.split(/\r\n?|\n/).map((text, at) => ({ text, line: at + 1 }));
  const rows = lines
    .filter(({ text }) => text.trim())
    .map(({ text, line }) => split(text, line, mark, sheet));
  const body = rows[0] && isHeading(rows[0]) ? rows.slice(1) : rows;
  const point = pointOf(body);
  return body.map((row) => {
    const read = figureOf(row, sheet, point);
    const { line, text } = row;
    return typeof read === 'string'
      ? { line, text, figure: null, fault: read }
      : { line, text, figure: read, fault: null };
  });
}

/** Splits a row. The day is in the first or second cell, after the team's name; figures follow. */
function split(text: string, line: number, mark: string, sheet: SheetContext): Split {
  const cells = cellsOf(text, mark);
  const at = cells.slice(0, 2).findIndex((cell) => readDay(cell, sheet) !== null);
  const day = at < 0 ? null : readDay(cells[at] ?? '', sheet);
  return {
    line,
    text,
    day,
    team: at === 1 ? (cells[0] ?? '') : '',
    readings: cells.slice(at + 1).map(readNumbers)
  };
}

/** Cells without quotes, and without empty cells at the end of the row. */
function cellsOf(text: string, mark: string): string[] {
  const cells = text.includes('"') ? quoted(text, mark) : text.split(mark);
  const tidy = cells.map((cell) => cell.trim());
  while (tidy.length > 0 && tidy.at(-1) === '') tidy.pop();
  return tidy;
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

/** Whether a row holds column names: no day and no digit. */
const isHeading = (row: Split) => row.day === null && !/\d/.test(row.text);

/** The decimal sign of this sheet, from a figure that can be read in one way only. */
function pointOf(rows: Split[]): DecimalSign | null {
  const clear = rows.flatMap((row) => row.readings).filter((readings) => readings.length === 1);
  return clear.flat().find((reading) => reading.point)?.point ?? null;
}

function figureOf(
  row: Split,
  sheet: SheetContext,
  point: DecimalSign | null
): RowFigure | RowProblem {
  if (row.day === null) return 'day';
  if (row.day < sheet.first || row.day > sheet.last) return 'span';
  const team = teamOf(row.team, sheet);
  if (!team) return row.team ? 'team' : 'unnamed';
  if (row.readings.length > 2) return 'cells';
  const [amount, outOf] = row.readings.map((readings) => valueOf(readings, point));
  if (amount === 'unclear' || outOf === 'unclear') return 'unclear';
  if (amount === undefined || amount === null) return 'amount';
  if (outOf === undefined) return { team, day: row.day, amount, out_of: null };
  return outOf === null || outOf < amount || outOf === 0
    ? 'outOf'
    : { team, day: row.day, amount, out_of: outOf };
}

/** The id of a team by name, in any spelling. A challenge of one team needs no name. */
function teamOf(name: string, sheet: SheetContext): string | null {
  if (!name) return sheet.teams.length === 1 ? (sheet.teams[0]?.id ?? null) : null;
  return sheet.teams.find((team) => nameKey(team.name) === nameKey(name))?.id ?? null;
}

function valueOf(readings: NumberReading[], point: DecimalSign | null): number | 'unclear' | null {
  const fitting =
    readings.length > 1 ? readings.filter((reading) => reading.point === point) : readings;
  if (readings.length > 1 && point === null) return 'unclear';
  return fitting[0]?.value ?? null;
}
