/** A gap stem in pieces: text, then a gap, then text... `___` (three or more) is a gap. */
export function splitStem(stem: string): string[] {
  return stem.split(/_{3,}/);
}

export const countGaps = (stem: string): number => splitStem(stem).length - 1;
