import { expect, it } from 'vitest';
import cases from '../../../../tests/vectors/target_rounding.json';
import { roundToSpokenFigure } from './roundTarget.ts';

it.each(cases)('rounds $value as on the server', ({ value, rounded }) => {
  expect(roundToSpokenFigure(value)).toBe(rounded);
});
