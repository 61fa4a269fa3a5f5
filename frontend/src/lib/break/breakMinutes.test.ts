import { expect, it } from 'vitest';
import { countMinutes } from './breakMinutes.ts';

it.each([
  [[], 1],
  [[20], 1],
  [[60], 1],
  [[61], 2],
  [[83, 34, 44], 3],
  [[100, 100, 100], 5]
])('never announces less than the %j seconds take', (seconds, minutes) => {
  expect(countMinutes(seconds.map((one) => ({ seconds: one })))).toBe(minutes);
});
