import { expect, test } from 'vitest';
import { groupRowsByPack, recallStep, RECALL_STEPS } from './recallSteps.ts';

test('five steps, each from its edge on', () => {
  expect([0, 0.49, 0.5, 0.65, 0.8, 0.89, 0.9, 1].map(recallStep)).toEqual([1, 1, 2, 3, 4, 4, 5, 5]);
  expect(RECALL_STEPS).toContain(recallStep(0.7));
});

test('packs keep their order and their rows', () => {
  const rows = ['b', 'a', 'b'].map((pack, id) => ({ pack, id }));
  expect(groupRowsByPack(rows).map(([pack, some]) => [pack, some.map((row) => row.id)])).toEqual([
    ['b', [0, 2]],
    ['a', [1]]
  ]);
});
