import { expect, it } from 'vitest';
import vectors from '../../../../tests/vectors/target_rounding.json';
import { roundToSpokenFigure } from './targetRounding.ts';

it.each(vectors)('rounds $value (per person: $per_person) to $rounded', (vector) => {
  expect(roundToSpokenFigure(vector.value, vector.per_person)).toBe(vector.rounded);
});
