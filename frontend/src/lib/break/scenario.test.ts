import { expect, it } from 'vitest';
import type { ScenarioNode } from '#lib/api/types.ts';
import vectors from '../../../../tests/vectors/scenario_walk.json';
import { isEnding, walkScenario } from './scenario.ts';

const nodes = vectors.nodes as ScenarioNode[];

it.each(vectors.walks)('$name: as on the server', ({ path, node, ending }) => {
  const walked = walkScenario(nodes, vectors.start, path);
  expect(walked.node?.id ?? null).toBe(node);
  expect(isEnding(walked.node)).toBe(ending);
});

it('keeps the steps that led to the ending', () => {
  const walked = walkScenario(nodes, vectors.start, ['kind', 'offer']);
  expect(walked.steps.map((step) => step.choice.id)).toEqual(['kind', 'offer']);
});

it('has no ending where the path leads nowhere', () => {
  expect(isEnding(null)).toBe(false);
});
