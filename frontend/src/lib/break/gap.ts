/** A gap stem in pieces: text, then a gap, then text... `___` (three or more) is a gap. */
export function pieces(stem: string): string[] {
  return stem.split(/_{3,}/);
}

export const gapCount = (stem: string): number => pieces(stem).length - 1;
