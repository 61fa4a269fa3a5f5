import { describe, expect, it } from 'vitest';
import type { RotaColumn } from '#lib/api/types.ts';
import { chooseField, writeColumns } from './rotaColumns.ts';

const column = (index: number, field: RotaColumn['field']): RotaColumn => ({
  index,
  header: `Column ${index}`,
  field,
  recognised_by: field ? 'header' : 'nothing',
  sample: []
});

describe('a field that is chosen for a column', () => {
  it('is taken from the column that had it', () => {
    const columns = [column(0, 'date'), column(1, null), column(2, 'name')];
    expect(chooseField(columns, 1, 'date')).toEqual(['ignore', 'date', 'name']);
  });

  it('may be that of several columns if it says something of the shift', () => {
    const columns = [column(0, 'shift'), column(1, null)];
    expect(chooseField(columns, 1, 'shift')).toEqual(['shift', 'shift']);
  });

  it('ends other ways to say who', () => {
    const columns = [column(0, 'login'), column(1, null), column(2, 'last_name')];
    expect(chooseField(columns, 1, 'first_name')).toEqual(['ignore', 'first_name', 'last_name']);
    expect(chooseField(columns, 1, 'name')).toEqual(['ignore', 'name', 'ignore']);
  });

  it('is sent by its place, also where some columns are not shown', () => {
    expect(writeColumns([column(0, 'name'), column(3, null)], ['name', 'date'])).toBe(
      'name,,,date'
    );
    expect(writeColumns([], [])).toBe('');
  });
});
