import { describe, expect, it } from 'vitest';
import { addStage, areStagesAscending, placeStages, type DraftStage } from './stages.ts';

const stage = (id: number, target: number, share: number | null = null): DraftStage => ({
  id,
  title: `Stage ${id}`,
  story: '',
  target,
  share
});
const values = (stages: DraftStage[]) => stages.map((one) => one.target);

describe('stages', () => {
  it('follow the target until a leader sets their value', () => {
    expect(values(placeStages([stage(0, 0, 0.25), stage(1, 30), stage(2, 0, 1)], 80))).toEqual([
      20, 30, 80
    ]);
  });

  it('lie at whole numbers where the target is large enough for them', () => {
    expect(values(placeStages([stage(0, 0, 0.15), stage(1, 0, 0.7)], 95))).toEqual([14, 67]);
    expect(values(placeStages([stage(0, 0, 0.15)], 10))).toEqual([1.5]);
  });

  it('never lie beyond a target that cannot be rounded', () => {
    expect(values(placeStages([stage(0, 0, 1)], 9.999))).toEqual([9.999]);
  });

  it('grow by one between the last and the target', () => {
    expect(values(addStage([stage(0, 20), stage(1, 80)], 80))).toEqual([20, 50, 80]);
    expect(values(addStage([stage(0, 20)], 80))).toEqual([20, 50]);
    expect(values(addStage([], 80))).toEqual([40]);
    expect(addStage([stage(4, 20)], 80).map((one) => one.id)).toEqual([4, 5]);
  });

  it('move with the target, also those that a leader has added', () => {
    expect(values(placeStages(addStage([], 80), 20))).toEqual([10]);
    expect(values(placeStages(addStage([stage(0, 20, 0.25)], 80), 40))).toEqual([10, 25]);
  });

  it('climb up to the target and no further', () => {
    expect(areStagesAscending([], 10)).toBe(true);
    expect(areStagesAscending([stage(0, 4), stage(1, 10)], 10)).toBe(true);
    expect(areStagesAscending([stage(0, 4), stage(1, 4)], 10)).toBe(false);
    expect(areStagesAscending([stage(0, 11)], 10)).toBe(false);
    expect(areStagesAscending([stage(0, 0)], 10)).toBe(false);
  });
});
