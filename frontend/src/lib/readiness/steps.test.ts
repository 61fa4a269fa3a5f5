import { expect, test } from 'vitest';
import { byPack, stepOf, STEPS } from './steps.ts';

test('five steps, each from its edge on', () => {
  expect([0, 0.49, 0.5, 0.65, 0.8, 0.89, 0.9, 1].map(stepOf)).toEqual([1, 1, 2, 3, 4, 4, 5, 5]);
  expect(STEPS).toContain(stepOf(0.7));
});

test('packs keep their order and their rows', () => {
  const rows = ['b', 'a', 'b'].map((pack, id) => ({ pack, id }));
  expect(byPack(rows).map(([pack, some]) => [pack, some.map((row) => row.id)])).toEqual([
    ['b', [0, 2]],
    ['a', [1]]
  ]);
});
