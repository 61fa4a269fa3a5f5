import { describe, expect, it } from 'vitest';
import { listDays, joinDays } from './daySpans.ts';

describe('spans', () => {
  it('puts days together that follow one another, over the end of a month too', () => {
    expect(joinDays(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-03'])).toEqual([
      { first: '2026-02-27', last: '2026-03-01' },
      { first: '2026-03-03', last: '2026-03-03' }
    ]);
  });

  it('is empty when there is nothing', () => {
    expect(joinDays([])).toEqual([]);
  });
});

describe('between', () => {
  it('has both ends, and is what spans puts together', () => {
    const days = listDays({ first: '2026-03-28', last: '2026-03-30' });
    expect(days).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    expect(joinDays(days)).toEqual([{ first: '2026-03-28', last: '2026-03-30' }]);
  });

  it('is one day when they are the same', () => {
    expect(listDays({ first: '2026-03-28', last: '2026-03-28' })).toEqual(['2026-03-28']);
  });

  it('is nothing backwards, without a day, or over more than a year', () => {
    expect(listDays({ first: '2026-03-02', last: '2026-03-01' })).toEqual([]);
    expect(listDays({ first: '2026-03-02', last: '' })).toEqual([]);
    expect(listDays({ first: '2026-01-01', last: '2027-01-01' }).length).toBe(366);
    expect(listDays({ first: '2026-01-01', last: '2027-01-02' })).toEqual([]);
  });
});
