/** Follows a path of choices through a scenario. */
import type { ScenarioChoice, ScenarioNode } from '#lib/api/types.ts';

export interface Step {
  node: ScenarioNode;
  choice: ScenarioChoice;
}

export interface Walk {
  steps: Step[];
  /** The node at the end of the path; null if the path does not fit the scenario. */
  node: ScenarioNode | null;
}

export function walkScenario(nodes: ScenarioNode[], start: string, path: string[]): Walk {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const steps: Step[] = [];
  let node = byId.get(start) ?? null;
  for (const id of path) {
    const choice = node?.choices?.find((one) => one.id === id);
    if (!node || !choice) return { steps, node: null };
    steps.push({ node, choice });
    node = byId.get(choice.to) ?? null;
  }
  return { steps, node };
}

export const isEnding = (node: ScenarioNode | null): boolean =>
  node !== null && !node.choices?.length;
