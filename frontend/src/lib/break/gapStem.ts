/** Splits a gap text at its gaps: three or more underscores are one gap. */
export function splitStem(stem: string): string[] {
  return stem.split(/_{3,}/);
}

export const countGaps = (stem: string): number => splitStem(stem).length - 1;
