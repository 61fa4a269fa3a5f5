/** The stages of a draft. A stage stays at its share of the target until its value is set. Pure. */

/** Share of the target; null once the leader has set the value. */
export interface DraftStage {
  id: number;
  title: string;
  story: string;
  target: number;
  share: number | null;
  /** Number of a stage that was launched; a new one has none. */
  number?: number | null;
}

export const MAX_STAGES = 12;

/** The step of values between two others. */
const FINE_STEP = 0.01;
const TOLERANCE = 1e-9;

/**
 * Where stages lead. Where lower is better, the values go down to the target: half way to 5 is 10.
 * `highest` is the largest value of the unit, if it has one.
 */
export interface Aim {
  target: number;
  lower: boolean;
  highest: number | null;
  /** Stages lie at multiples of it: nobody takes half a break. */
  step: number;
}

/** The step of an aim, or a finer one where its target lies between two multiples. */
const stepOf = ({ target, step }: Aim): number =>
  Math.abs(target / step - Math.round(target / step)) < TOLERANCE ? step : FINE_STEP;

/** Rounds to a multiple of a step, without the small errors of fractions. */
const toStep = (value: number, step: number): number =>
  Math.round(Math.round(value / step) * step * 1e6) / 1e6;

/** The value at a share of the target. */
function valueAt(share: number, aim: Aim): number {
  const { target, lower, highest } = aim;
  if (share === 1) return target;
  const value = Math.min(lower ? target / share : share * target, highest ?? Infinity);
  const step = stepOf(aim);
  return Math.max(step, toStep(value, step));
}

/** Places stages with a share at that share of the target. */
export function placeStages(stages: DraftStage[], aim: Aim): DraftStage[] {
  const values = stages.map((one) => (one.share === null ? one.target : valueAt(one.share, aim)));
  const placed = stages.some((one) => one.share === null) ? values : keepApart(values, aim);
  return stages.map((one, at) => ({
    ...one,
    target: one.share === 1 ? aim.target : (placed[at] ?? one.target)
  }));
}

/** Moves stages that round to one value apart, where the target has room for all of them. */
function keepApart(values: number[], aim: Aim): number[] {
  const step = stepOf(aim);
  if (aim.lower || aim.target / step + TOLERANCE < values.length) return values;
  const placed: number[] = [];
  values.forEach((value, at) => {
    const lowest = (placed[at - 1] ?? 0) + step;
    const room = aim.target - (values.length - 1 - at) * step;
    placed.push(toStep(Math.min(Math.max(value, lowest), room), step));
  });
  return placed;
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

/**
 * Whether each stage is further than the one before, and none is beyond the target. More stages
 * than the target has whole numbers may share a value.
 */
export function areStagesInOrder(stages: DraftStage[], aim: Aim): boolean {
  const start = aim.lower ? Infinity : 0;
  const values = [start, ...stages.map((one) => one.target)];
  const mayShare = !aim.lower && aim.target < stages.length;
  return (
    values.every((value, at) => {
      const before = values[at - 1] ?? start;
      return at === 0 || isFurther(value, before, aim) || (mayShare && at > 1 && value === before);
    }) && !isFurther(values.at(-1) ?? 0, aim.target, aim)
  );
}
