import { describe, expect, it } from 'vitest';
import { groupIntoWeeks, type StreakDay } from './calendarWeeks.ts';

const day = (date: string): StreakDay => ({ day: date, state: 'practised' });

describe('weeks', () => {
  it('puts a Wednesday into the third place', () => {
    expect(groupIntoWeeks([day('2026-03-04')])).toEqual([
      [null, null, day('2026-03-04'), null, null, null, null]
    ]);
  });

  it('begins a new row on Monday', () => {
    const rows = groupIntoWeeks([day('2026-03-08'), day('2026-03-09')]);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.[6]?.day).toBe('2026-03-08');
    expect(rows[1]?.[0]?.day).toBe('2026-03-09');
  });

  it('is empty when there is nothing', () => {
    expect(groupIntoWeeks([])).toEqual([]);
  });
});
