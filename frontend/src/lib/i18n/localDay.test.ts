import { expect, it } from 'vitest';
import cases from '../../../../tests/vectors/day_rollover.json';
import { toLocalDay } from './localDay.ts';

it.each(cases)('$name: the same day as on the server', ({ instant, zone, day }) => {
  expect(toLocalDay(instant, zone)).toBe(day);
});
