/**
 * A whole figure that people say aloud: below 20 in ones, below 200 in fives, else in tens.
 * The server rounds in the same way (`round_to_spoken_figure`).
 */
export function roundToSpokenFigure(value: number): number {
  const step = value < 20 ? 1 : value < 200 ? 5 : 10;
  return Math.floor(value / step + 0.5) * step;
}
