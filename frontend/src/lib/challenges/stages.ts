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

/**
 * Where stages lead. Where lower is better, the values go down to the target: half way to 5 is 10.
 * `highest` is the largest value of the unit, if it has one.
 */
export interface Aim {
  target: number;
  lower: boolean;
  highest: number | null;
}

/** The value at a share of the target. */
function valueAt(share: number, { target, lower, highest }: Aim): number {
  if (share === 1) return target;
  const value = Math.min(lower ? target / share : share * target, highest ?? Infinity);
  return target < WHOLE_NUMBERS_FROM ? Math.round(value * 100) / 100 : Math.round(value);
}

/** Places stages with a share at that share of the target. */
export function placeStages(stages: DraftStage[], aim: Aim): DraftStage[] {
  return stages.map((one) =>
    one.share === null ? one : { ...one, target: valueAt(one.share, aim) }
  );
}

/** Whether a value is further than another one, on the way to the target. */
const isFurther = (value: number, other: number, { lower }: Aim): boolean =>
  lower ? value < other : value > other;

/** Adds a stage half way between the last stage short of the target and the target. */
export function addStage(stages: DraftStage[], aim: Aim): DraftStage[] {
  const found = stages.findIndex((one) => !isFurther(aim.target, one.target, aim));
  const at = found < 0 ? stages.length : found;
  const before = stages[at - 1];
  const low = before ? (before.share ?? shareOf(before.target, aim)) : 0;
  const id = Math.max(-1, ...stages.map((one) => one.id)) + 1;
  const share = (low + 1) / 2;
  const fresh = { id, title: '', story: '', target: valueAt(share, aim), share };
  return [...stages.slice(0, at), fresh, ...stages.slice(at)];
}

const shareOf = (value: number, { target, lower }: Aim): number =>
  lower ? target / value : value / target;

/** Whether each stage is further than the one before, and none is beyond the target. */
export function areStagesInOrder(stages: DraftStage[], aim: Aim): boolean {
  const values = [aim.lower ? Infinity : 0, ...stages.map((one) => one.target)];
  return (
    values.every((value, at) => at === 0 || isFurther(value, values[at - 1] ?? 0, aim)) &&
    !isFurther(values.at(-1) ?? 0, aim.target, aim)
  );
}
