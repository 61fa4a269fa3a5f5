import { describe, expect, it } from 'vitest';
import { addStage, areStagesInOrder, placeStages, type Aim, type DraftStage } from './stages.ts';

const stage = (id: number, target: number, share: number | null = null): DraftStage => ({
  id,
  title: `Stage ${id}`,
  story: '',
  target,
  share
});
const up = (target: number): Aim => ({ target, lower: false, highest: null, step: 1 });
const down = (target: number): Aim => ({ target, lower: true, highest: 100, step: 0.01 });
const values = (stages: DraftStage[]) => stages.map((one) => one.target);

describe('stages', () => {
  it('follow the target until a leader sets their value', () => {
    expect(values(placeStages([stage(0, 0, 0.25), stage(1, 30), stage(2, 0, 1)], up(80)))).toEqual([
      20, 30, 80
    ]);
  });

  it('lie at whole numbers', () => {
    expect(values(placeStages([stage(0, 0, 0.15), stage(1, 0, 0.7)], up(95)))).toEqual([14, 67]);
    expect(values(placeStages([stage(0, 0, 0.15)], up(10)))).toEqual([2]);
  });

  it('lie apart where the target has room, and share values where it has none', () => {
    const quarters = [0.25, 0.5, 0.75].map((share, at) => stage(at, 0, share));
    expect(values(placeStages(quarters, up(10)))).toEqual([3, 5, 8]);
    expect(values(placeStages(quarters, up(3)))).toEqual([1, 2, 3]);
    expect(values(placeStages(quarters, up(1)))).toEqual([1, 1, 1]);
    expect(areStagesInOrder(placeStages(quarters, up(1)), up(1))).toBe(true);
  });

  it('keep hundredths of values per person', () => {
    const perPerson = { ...up(0.5), step: 0.01 };
    expect(values(placeStages([stage(0, 0, 0.25)], perPerson))).toEqual([0.13]);
  });

  it('never lie beyond a target that cannot be rounded', () => {
    expect(values(placeStages([stage(0, 0, 1)], up(9.999)))).toEqual([9.999]);
  });

  it('grow by one between the last and the target', () => {
    expect(values(addStage([stage(0, 20), stage(1, 80)], up(80)))).toEqual([20, 50, 80]);
    expect(values(addStage([stage(0, 20)], up(80)))).toEqual([20, 50]);
    expect(values(addStage([], up(80)))).toEqual([40]);
    expect(addStage([stage(4, 20)], up(80)).map((one) => one.id)).toEqual([4, 5]);
  });

  it('move with the target, also those that a leader has added', () => {
    expect(values(placeStages(addStage([], up(80)), up(20)))).toEqual([10]);
    expect(values(placeStages(addStage([stage(0, 20, 0.25)], up(80)), up(40)))).toEqual([10, 25]);
  });

  it('climb up to the target and no further', () => {
    expect(areStagesInOrder([], up(10))).toBe(true);
    expect(areStagesInOrder([stage(0, 4), stage(1, 10)], up(10))).toBe(true);
    expect(areStagesInOrder([stage(0, 4), stage(1, 4)], up(10))).toBe(false);
    expect(areStagesInOrder([stage(0, 11)], up(10))).toBe(false);
    expect(areStagesInOrder([stage(0, 0)], up(10))).toBe(false);
  });

  it('go down to the target where lower is better, and no higher than the unit', () => {
    expect(values(placeStages([stage(0, 0, 0.5), stage(1, 0, 1)], down(5)))).toEqual([10, 5]);
    expect(values(placeStages([stage(0, 0, 0.25)], down(60)))).toEqual([100]);
    expect(values(addStage([stage(0, 10)], down(5)))).toEqual([10, 6.67]);
    expect(areStagesInOrder([stage(0, 8), stage(1, 5)], down(5))).toBe(true);
    expect(areStagesInOrder([stage(0, 5), stage(1, 8)], down(5))).toBe(false);
    expect(areStagesInOrder([stage(0, 4)], down(5))).toBe(false);
  });
});
