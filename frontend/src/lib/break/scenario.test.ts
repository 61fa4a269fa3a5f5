import { expect, it } from 'vitest';
import type { ScenarioNode } from '#lib/api/types.ts';
import { isEnding, walkScenario } from './scenario.ts';

const nodes: ScenarioNode[] = [
  { id: 'start', says: 'Well?', mood: -1, choices: [{ id: 'sorry', text: 'Sorry', to: 'calm' }] },
  { id: 'calm', says: 'Thanks', mood: 1, ending: 'good' }
];

it('follows the choices to an ending', () => {
  const walked = walkScenario(nodes, 'start', ['sorry']);
  expect(walked.steps.map((step) => step.choice.id)).toEqual(['sorry']);
  expect(walked.node?.id).toBe('calm');
  expect(isEnding(walked.node)).toBe(true);
});

it('stands at the start before the first choice', () => {
  expect(isEnding(walkScenario(nodes, 'start', []).node)).toBe(false);
});

it('leads nowhere when the path does not fit', () => {
  expect(walkScenario(nodes, 'start', ['shout']).node).toBeNull();
  expect(isEnding(null)).toBe(false);
});
