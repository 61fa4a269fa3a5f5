/** How well a team knows a concept, in five steps from 1 (fading) to 5 (fresh). Pure. */
const STEP_LIMITS = [0.5, 0.65, 0.8, 0.9];

export const RECALL_STEPS = [1, 2, 3, 4, 5] as const;

/** 0.84 -> 4 */
export const recallStep = (known: number) => 1 + STEP_LIMITS.filter((from) => known >= from).length;

/** Groups rows by pack, in the given order. */
export function groupRowsByPack<Row extends { pack: string }>(rows: Row[]): [string, Row[]][] {
  const packs = new Map<string, Row[]>();
  for (const row of rows) packs.set(row.pack, [...(packs.get(row.pack) ?? []), row]);
  return [...packs];
}
