import { describe, expect, it } from 'vitest';
import { readDay, readFigure, readNumbers } from './sheetCells.ts';

const march = { first: '2026-03-01', last: '2026-03-31', monthFirst: false };
const values = (cell: string) => readNumbers(cell).map((reading) => reading.value);

describe('a day', () => {
  it.each(['2026-03-02', '2026/3/2', '2.3.2026', '02.03.26', '2/3/2026', '2-3-2026', '2. 3. 2026'])(
    'is read from %s',
    (cell) => expect(readDay(cell, march)).toBe('2026-03-02')
  );

  it('loses the hour that sheets add', () => {
    expect(readDay('2026-03-02 00:00:00', march)).toBe('2026-03-02');
    expect(readDay('2026-03-02T00:00', march)).toBe('2026-03-02');
  });

  it('is the one within the challenge where day and month could be either', () => {
    expect(readDay('3/2/2026', march)).toBe('2026-03-02');
    expect(readDay('3/4/2026', { ...march, first: '2026-01-01', last: '2026-12-31' })).toBe(
      '2026-04-03'
    );
    const american = { first: '2026-01-01', last: '2026-12-31', monthFirst: true };
    expect(readDay('3/4/2026', american)).toBe('2026-03-04');
    expect(readDay('25/3/2026', american)).toBe('2026-03-25');
  });

  it.each(['', 'Monday', '31.2.2026', '13/13/2026', '94,5', '94.5', '2026', '2026-00-10'])(
    'is not read from %s',
    (cell) => expect(readDay(cell, march)).toBeNull()
  );
});

describe('a number', () => {
  it.each([
    ['94', 94],
    ['94,5', 94.5],
    ['94.5', 94.5],
    ['0,125', 0.125],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1 234,5', 1234.5],
    ['1\u202f234,5', 1234.5],
    ['1’234.5', 1234.5],
    ['1.234.567', 1234567],
    ['1234,567', 1234.567]
  ])('is read from %s', (cell, value) => expect(values(cell)).toEqual([value]));

  it('can be two, and says so', () => {
    expect(readNumbers('1,234')).toEqual([
      { value: 1.234, point: ',' },
      { value: 1234, point: '.' }
    ]);
  });

  it.each([
    '',
    '-4',
    'many',
    '1.2.3',
    '1,2,3.4',
    '1.5,3.2',
    '99999999999',
    '12.34,5',
    '4 5',
    "9'2",
    '9%2'
  ])('is not read from %s', (cell) => expect(readNumbers(cell)).toEqual([]));
});

describe('a figure', () => {
  it('is read in the digits of other keyboards', () => {
    expect(readFigure('٩٢٪').amount).toEqual([{ value: 92, point: null }]);
    expect(readFigure('９２．５％').amount).toEqual([{ value: 92.5, point: '.' }]);
    expect(readDay('٢٠٢٦-٠٣-٠٢', march)).toBe('2026-03-02');
  });

  it.each(['92²', '½', '4½', '%', '% %', '92 % of 50'])('is not read from %s', (cell) => {
    const read = readFigure(cell);
    expect([read.amount, read.outOf ?? []]).toEqual([[], []]);
  });
});
