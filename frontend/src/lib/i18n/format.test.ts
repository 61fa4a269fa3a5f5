import { expect, it } from 'vitest';
import * as format from './format.ts';

it('writes numbers and shares', () => {
  expect(format.formatNumber(1234.5)).toBe('1,234.5');
  expect(format.formatRounded(2.345)).toBe('2.3');
  expect([5, 0, -5].map(format.formatSigned)).toEqual(['+5', '0', '-5']);
  expect([0.999, 1].map(format.formatPercent)).toEqual(['99%', '100%']);
  expect(format.formatAmount(3, 'breaks')).toBe('3 breaks');
  expect(format.formatAmount(3, '')).toBe('3');
});

it('writes days', () => {
  expect(format.formatDay('2026-03-02')).toBe('Mon 2 Mar');
  expect(format.formatDays('2026-03-02', '2026-03-02')).toBe('Mon 2 Mar');
  expect(format.formatDays('2026-03-02', '2026-03-04')).toBe('Mon 2 Mar to Wed 4 Mar');
  expect(format.formatMonth('2026-03')).toBe('March 2026');
  expect(format.shortWeekdays()).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
  expect(format.longWeekdays().at(0)).toBe('Monday');
});

it('writes lists', () => {
  expect(format.formatList(['Ada', 'Lea', 'Nora'])).toBe('Ada, Lea and Nora');
  expect(format.formatItems(['3 lessons', '8 questions'])).toBe('3 lessons, 8 questions');
});
