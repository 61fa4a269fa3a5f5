/** The stages of a draft. A stage stays at its share of the target until its value is set. Pure. */

/** Share of the target; null once the leader has set the value. */
export interface DraftStage {
  id: number;
  title: string;
  story: string;
  target: number;
  share: number | null;
}

export const MAX_STAGES = 12;

/** From this target on, values are rounded to whole numbers. */
const WHOLE_NUMBERS_FROM = 50;

/** The value at a share of the target. */
function valueAt(share: number, target: number): number {
  if (share === 1) return target;
  return target < WHOLE_NUMBERS_FROM
    ? Math.round(share * target * 100) / 100
    : Math.round(share * target);
}

/** Places stages with a share at that share of the target. */
export function placeStages(stages: DraftStage[], target: number): DraftStage[] {
  return stages.map((one) =>
    one.share === null ? one : { ...one, target: valueAt(one.share, target) }
  );
}

/** Adds a stage half way between the last stage below the target and the target. */
export function addStage(stages: DraftStage[], target: number): DraftStage[] {
  const found = stages.findIndex((one) => one.target >= target);
  const at = found < 0 ? stages.length : found;
  const before = stages[at - 1];
  const low = before ? (before.share ?? before.target / target) : 0;
  const id = Math.max(-1, ...stages.map((one) => one.id)) + 1;
  const share = (low + 1) / 2;
  const fresh = { id, title: '', story: '', target: valueAt(share, target), share };
  return [...stages.slice(0, at), fresh, ...stages.slice(at)];
}

/** Whether each stage is higher than the one before, and none is above the target. */
export function areStagesAscending(stages: DraftStage[], target: number): boolean {
  const values = [0, ...stages.map((one) => one.target)];
  return (
    values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0)) &&
    (values.at(-1) ?? 0) <= target
  );
}
