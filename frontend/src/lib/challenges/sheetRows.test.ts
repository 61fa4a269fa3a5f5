import { describe, expect, it } from 'vitest';
import { parseRows, type SheetContext } from './sheetRows.ts';

const shop: SheetContext = {
  teams: [{ id: '7', name: 'Harbour Café' }],
  first: '2026-03-01',
  last: '2026-03-31',
  today: '2026-03-20',
  monthFirst: false,
  unitType: 'percentage',
  highest: 100
};
const counted: SheetContext = { ...shop, unitType: 'count', highest: null };
const scored: SheetContext = { ...shop, unitType: 'score', highest: 5 };
const waited: SheetContext = { ...shop, unitType: 'duration', highest: null };
const two: SheetContext = { ...shop, teams: [...shop.teams, { id: '8', name: 'Old Town' }] };
const figures = (pasted: string, sheet = shop) => parseRows(pasted, sheet).map((row) => row.figure);
const faults = (pasted: string, sheet = shop) => parseRows(pasted, sheet).map((row) => row.fault);

describe('rows of a sheet', () => {
  it('are a day, a figure, and what it is out of', () => {
    expect(figures('2026-03-02\t19\t20\n3.3.2026\t94,5')).toEqual([
      { team: '7', day: '2026-03-02', amount: 19, out_of: 20, base: null },
      { team: '7', day: '2026-03-03', amount: 94.5, out_of: null, base: null }
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

  it('mark headings, leave out empty rows and cells at the end, and keep their numbers', () => {
    const rows = parseRows('Day\tFigure\t\r\n\r\n2026-03-02\t5\t\t\r\nsoon\t5\r\n', shop);
    expect(rows.map((row) => [row.line, row.heading, row.fault])).toEqual([
      [1, true, null],
      [3, false, null],
      [4, false, 'day']
    ]);
  });

  it('settle by each other how decimals are written, and ask where nothing does', () => {
    expect(faults('2026-03-02\t1,234', counted)).toEqual(['unclear']);
    expect(figures('2026-03-02\t1,234\n2026-03-03\t2.5', counted)).toMatchObject([
      { amount: 1234 },
      { amount: 2.5 }
    ]);
    expect(figures('2026-03-02\t1,234\n2026-03-03\t2,5', counted)).toMatchObject([
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

  it('write a share in one cell or in two', () => {
    for (const cell of ['46 of 50', '46/50', '46 / 50', '46 out of 50', '46 von 50', '46\t50'])
      expect(figures(`2026-03-02\t${cell}`)).toMatchObject([{ amount: 46, out_of: 50 }]);
    expect(figures('2026-03-02\t1,046/1,150\n2026-03-03\t2.5')).toMatchObject([
      { amount: 1046, out_of: 1150 },
      { amount: 2.5 }
    ]);
    expect(faults('2026-03-02\t46/50/2\n2026-03-03\t46 of\n2026-03-04\t46 of 50\t60')).toEqual([
      'outOf',
      'amount',
      'cells'
    ]);
  });

  it('take a percentage with its sign, and the number behind it as the base', () => {
    expect(figures('2026-03-02\t92 %')).toMatchObject([{ amount: 92, out_of: null, base: null }]);
    expect(figures('2026-03-02\t92%\t50')).toMatchObject([{ amount: 92, out_of: null, base: 50 }]);
    expect(faults('2026-03-02\t4700 %\n2026-03-03\t9%2\n2026-03-04\t100,1')).toEqual([
      'high',
      'amount',
      'high'
    ]);
    expect(faults('2026-03-02\t4,700 %')).toEqual(['unclear']);
  });

  it('take the base of an average from the column after it', () => {
    expect(figures('2026-03-02\t4,2\t40', scored)).toMatchObject([{ amount: 4.2, base: 40 }]);
    expect(figures('2026-03-02\t4.5/5', scored)).toMatchObject([{ amount: 4.5, out_of: 5 }]);
    expect(faults('2026-03-02\t4/10\n2026-03-03\t6\n2026-03-04\t4\t0', scored)).toEqual([
      'scale',
      'high',
      'base'
    ]);
    expect(figures('2026-03-02\t12.5\t40', waited)).toMatchObject([{ amount: 12.5, base: 40 }]);
    expect(faults('2026-03-02\t3 of 4\n2026-03-03\t3 %', waited)).toEqual(['share', 'percent']);
  });

  it('add up without a share, a sign or a base where things are counted', () => {
    expect(figures('2026-03-02\t4.700\n2026-03-03\t1,5', counted)).toMatchObject([
      { amount: 4700, out_of: null, base: null },
      { amount: 1.5 }
    ]);
    expect(faults('2026-03-02\t5\t9\n2026-03-03\t5/9\n2026-03-04\t5 %', counted)).toEqual([
      'cells',
      'share',
      'percent'
    ]);
  });

  it('name a day that is written twice, and one that is still to come', () => {
    expect(faults('2026-03-02\t92\n02.03.2026\t90\n2026-03-21\t90')).toEqual([
      null,
      'twice',
      'future'
    ]);
  });

  it('can be typed with a space after the day, as on a phone', () => {
    expect(figures('2026-03-02 92,5\n3.3.2026: 46 of 50')).toMatchObject([
      { day: '2026-03-02', amount: 92.5 },
      { day: '2026-03-03', amount: 46, out_of: 50 }
    ]);
  });

  it('are none of nothing', () => {
    expect(parseRows(' \n\t\n', shop)).toEqual([]);
  });
});
