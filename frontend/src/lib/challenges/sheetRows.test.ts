import { describe, expect, it } from 'vitest';
import { parseRows, type SheetContext } from './sheetRows.ts';

const shop: SheetContext = {
  teams: [{ id: '7', name: 'Harbour Café' }],
  first: '2026-03-01',
  last: '2026-03-31',
  monthFirst: false
};
const two: SheetContext = { ...shop, teams: [...shop.teams, { id: '8', name: 'Old Town' }] };
const figures = (pasted: string, sheet = shop) => parseRows(pasted, sheet).map((row) => row.figure);
const faults = (pasted: string, sheet = shop) => parseRows(pasted, sheet).map((row) => row.fault);

describe('rows of a sheet', () => {
  it('are a day, a figure, and what it is out of', () => {
    expect(figures('2026-03-02\t19\t20\n3.3.2026\t94,5')).toEqual([
      { team: '7', day: '2026-03-02', amount: 19, out_of: 20 },
      { team: '7', day: '2026-03-03', amount: 94.5, out_of: null }
    ]);
  });

  it('name their team where several take part', () => {
    const pasted =
      'harbour  café;02.03.2026;5\nOld Town;02.03.2026;7\nElsewhere;02.03.2026;7\n02.03.2026;7';
    expect(figures(pasted, two).map((one) => one?.team)).toEqual(['7', '8', undefined, undefined]);
    expect(faults(pasted, two)).toEqual([null, null, 'team', 'unnamed']);
    expect(faults('\t2026-03-02\t5', two)).toEqual(['unnamed']);
    expect(figures('\t2026-03-02\t5')).toMatchObject([{ team: '7', amount: 5 }]);
  });

  it('are parted by tabs, semicolons or commas, with quotes where needed', () => {
    expect(figures('2026-03-02,19.5,20')).toMatchObject([{ amount: 19.5, out_of: 20 }]);
    expect(figures('"2026-03-02","19,5","20"')).toMatchObject([{ amount: 19.5, out_of: 20 }]);
    const named = { ...two, teams: [{ id: '9', name: 'Smith, "Sons"' }, ...two.teams] };
    expect(figures('"Smith, ""Sons""",2026-03-02,4', named)).toMatchObject([
      { team: '9', amount: 4 }
    ]);
  });

  it('leave out headings, empty rows and empty cells at the end, and keep their numbers', () => {
    const rows = parseRows('Day\tFigure\t\r\n\r\n2026-03-02\t5\t\t\r\nsoon\t5\r\n', shop);
    expect(rows.map((row) => [row.line, row.fault])).toEqual([
      [3, null],
      [4, 'day']
    ]);
  });

  it('settle by each other how decimals are written, and ask where nothing does', () => {
    expect(faults('2026-03-02\t1,234')).toEqual(['unclear']);
    expect(figures('2026-03-02\t1,234\n2026-03-03\t2.5')).toMatchObject([
      { amount: 1234 },
      { amount: 2.5 }
    ]);
    expect(figures('2026-03-02\t1,234\n2026-03-03\t2,5')).toMatchObject([
      { amount: 1.234 },
      { amount: 2.5 }
    ]);
  });

  it('say each what is wrong', () => {
    const pasted =
      'soon\t5\n2026-04-01\t5\n2026-03-02\n2026-03-02\tfive\n2026-03-02\t-5\n' +
      '2026-03-02\t5\t4\n2026-03-02\t0\t0\n2026-03-02\t1\t2\t3';
    expect(faults(pasted)).toEqual([
      'day',
      'span',
      'amount',
      'amount',
      'amount',
      'outOf',
      'outOf',
      'cells'
    ]);
  });

  it('are none of nothing', () => {
    expect(parseRows(' \n\t\n', shop)).toEqual([]);
  });
});
