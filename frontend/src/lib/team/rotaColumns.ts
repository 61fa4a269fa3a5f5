/** What the columns of a rota hold, as the leader corrects it by a tap. */
import type { RotaColumn } from '#lib/api/types.ts';

export type RotaField = NonNullable<RotaColumn['field']>;

/** All that a column can hold, in the order in which it is offered. */
export const ROTA_FIELDS: RotaField[] = [
  'ignore',
  'name',
  'first_name',
  'last_name',
  'login',
  'date',
  'end_date',
  'start',
  'end',
  'shift',
  'kind',
  'hours',
  'works'
];
const REPEATABLE: RotaField[] = ['ignore', 'shift', 'kind'];
const WAYS_TO_SAY_WHO: RotaField[][] = [['name'], ['login'], ['first_name', 'last_name']];

/**
 * The fields after one column was given another. A field of one column is taken from the column
 * that had it, and of the ways to say who, one counts.
 */
export function chooseField(
  columns: RotaColumn[],
  index: number,
  chosen: RotaField
): (RotaField | null)[] {
  const taken = REPEATABLE.includes(chosen) ? [] : [chosen, ...otherWays(chosen)];
  return columns.map((column) => {
    if (column.index === index) return chosen;
    return column.field !== null && taken.includes(column.field) ? 'ignore' : column.field;
  });
}

/** The fields as the server takes them: in the order of the columns, with commas between. */
export function writeColumns(columns: RotaColumn[], fields: (RotaField | null)[]): string {
  const width = Math.max(...columns.map((column) => column.index), -1) + 1;
  const written = Array.from({ length: width }, () => '');
  columns.forEach((column, at) => (written[column.index] = fields[at] ?? ''));
  return written.join(',');
}

function otherWays(chosen: RotaField): RotaField[] {
  const own = WAYS_TO_SAY_WHO.find((way) => way.includes(chosen));
  return own ? WAYS_TO_SAY_WHO.filter((way) => way !== own).flat() : [];
}
