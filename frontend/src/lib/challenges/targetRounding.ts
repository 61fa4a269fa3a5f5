/**
 * Rounds a target to a figure that people say aloud. Pure. The server has the same function in
 * `learning/rules/challenges/target_rounding.py`; both run `tests/vectors/target_rounding.json`.
 */

/** Per person and day it keeps hundredths. A total is whole, from 20 on in 5s, from 200 in 10s. */
export function roundToSpokenFigure(value: number, perPerson: boolean): number {
  if (perPerson) return Math.floor(value * 100 + 0.5) / 100;
  const step = value < 20 ? 1 : value < 200 ? 5 : 10;
  return Math.floor(value / step + 0.5) * step;
}
