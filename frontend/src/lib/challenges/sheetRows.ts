/** Reads rows pasted from a sheet (team, day, figure, out of) as figures of a challenge. Pure. */
import type { UnitType } from '#lib/api/types.ts';
import {
  readDay,
  readFigure,
  readNumbers,
  type DecimalSign,
  type FigureCell,
  type NumberReading
} from './sheetCells.ts';
import { splitSheet, type SheetLine } from './sheetLines.ts';

/**
 * The challenge's teams, days and unit. `today` is the newest day with a figure. `monthFirst`:
 * whether this phone writes 3/2 for March 2nd. `highest` is the largest figure of the unit.
 */
export interface SheetContext {
  teams: { id: string; name: string }[];
  first: string;
  last: string;
  today: string;
  monthFirst: boolean;
  unitType: UnitType;
  highest: number | null;
}

export interface RowFigure {
  team: string;
  day: string;
  amount: number;
  out_of: number | null;
  base: number | null;
}

export type RowProblem =
  | 'day'
  | 'span'
  | 'future'
  | 'team'
  | 'unnamed'
  | 'amount'
  | 'unclear'
  | 'outOf'
  | 'cells'
  | 'share'
  | 'percent'
  | 'scale'
  | 'base'
  | 'high'
  | 'twice';

/** A row with text, by its line number: its figure, or what is wrong with it, or a heading. */
export interface SheetRow {
  line: number;
  text: string;
  figure: RowFigure | null;
  fault: RowProblem | null;
  heading: boolean;
}

/** A row in parts: its figure, and the number in the column after it. */
interface Split extends SheetLine {
  day: string | null;
  team: string;
  figure: FigureCell | null;
  next: NumberReading[] | null;
  more: boolean;
}

/** Most rows in one request. */
export const MAX_ROWS = 400;

export function parseRows(pasted: string, sheet: SheetContext): SheetRow[] {
  const rows = splitSheet(pasted, sheet).map((line) => split(line, sheet));
  const heading = rows[0] && isHeading(rows[0]) ? rows[0] : null;
  const point = pointOf(rows);
  const taken = new Set<string>();
  return rows.map((row) => {
    const { line, text } = row;
    const empty = { line, text, figure: null, fault: null, heading: false };
    if (row === heading) return { ...empty, heading: true };
    const read = figureOf(row, sheet, point);
    if (typeof read === 'string') return { ...empty, fault: read };
    const key = `${read.team} ${read.day}`;
    if (taken.has(key)) return { ...empty, fault: 'twice' };
    taken.add(key);
    return { ...empty, figure: read };
  });
}

/** Splits a row. The day is in the first or second cell, after the team's name; figures follow. */
function split(row: SheetLine, sheet: SheetContext): Split {
  const at = row.cells.slice(0, 2).findIndex((cell) => readDay(cell, sheet) !== null);
  const [figure, next, ...more] = row.cells.slice(at + 1);
  return {
    ...row,
    day: at < 0 ? null : readDay(row.cells[at] ?? '', sheet),
    team: at === 1 ? (row.cells[0] ?? '') : '',
    figure: figure === undefined ? null : readFigure(figure),
    next: next === undefined ? null : readNumbers(next),
    more: more.length > 0
  };
}

/** Whether a row holds column names: no day and no digit. */
const isHeading = (row: Split) => row.day === null && !/\p{Nd}/u.test(row.text);

/** The decimal sign of this sheet, from a figure that can be read in one way only. */
function pointOf(rows: Split[]): DecimalSign | null {
  const cells = rows.flatMap((row) => [row.figure?.amount, row.figure?.outOf, row.next]);
  const clear = cells.filter((readings) => readings?.length === 1);
  return clear.flat().find((reading) => reading?.point)?.point ?? null;
}

function figureOf(
  row: Split,
  sheet: SheetContext,
  point: DecimalSign | null
): RowFigure | RowProblem {
  if (row.day === null) return 'day';
  if (row.day < sheet.first || row.day > sheet.last) return 'span';
  if (row.day > sheet.today) return 'future';
  const team = teamOf(row.team, sheet);
  if (!team) return row.team ? 'team' : 'unnamed';
  if (!row.figure) return 'amount';
  if (row.more || (row.next && row.figure.outOf)) return 'cells';
  const amount = valueOf(row.figure.amount, point);
  const outOf = row.figure.outOf && valueOf(row.figure.outOf, point);
  const next = row.next && valueOf(row.next, point);
  if (amount === 'unclear' || outOf === 'unclear' || next === 'unclear') return 'unclear';
  if (amount === null) return 'amount';
  if (row.figure.outOf && outOf === null) return 'outOf';
  if (row.next && next === null) return sheet.unitType === 'percentage' ? 'outOf' : 'base';
  const read = byUnit(amount, outOf, next, row.figure.percent, sheet);
  return typeof read === 'string' ? read : { team, day: row.day, ...read };
}

/**
 * What the numbers of a row mean in the unit. The column after a plain number of a percentage is
 * what it is out of; after an average, or a number with "%", it is the base.
 */
function byUnit(
  amount: number,
  outOf: number | null,
  next: number | null,
  percent: boolean,
  { unitType, highest }: SheetContext
): Omit<RowFigure, 'team' | 'day'> | RowProblem {
  if (unitType === 'percentage' && !percent) {
    const total = outOf ?? next;
    if (total !== null)
      return total < amount || total === 0 ? 'outOf' : { amount, out_of: total, base: null };
  } else if (percent && unitType !== 'percentage') return 'percent';
  if (outOf !== null) {
    if (unitType !== 'score') return 'share';
    if (outOf !== highest) return 'scale';
  }
  if (next !== null && unitType === 'count') return 'cells';
  if (next === 0) return 'base';
  return highest !== null && amount > highest ? 'high' : { amount, out_of: outOf, base: next };
}

/** The id of a team by name, ignoring case and spaces. A challenge of one team needs no name. */
function teamOf(name: string, sheet: SheetContext): string | null {
  if (!name) return sheet.teams.length === 1 ? (sheet.teams[0]?.id ?? null) : null;
  return sheet.teams.find((team) => fold(team.name) === fold(name))?.id ?? null;
}

const fold = (name: string) => name.normalize('NFKC').toLowerCase().split(/\s+/).join(' ');

function valueOf(readings: NumberReading[], point: DecimalSign | null): number | 'unclear' | null {
  const fitting =
    readings.length > 1 ? readings.filter((reading) => reading.point === point) : readings;
  if (readings.length > 1 && point === null) return 'unclear';
  return fitting[0]?.value ?? null;
}
