/** Grades practice questions on the phone, so that feedback works without a network. */
import type { Key, Question, Response } from '#lib/api/types.ts';
import { walkScenario } from './scenario.ts';

const sameList = (a: string[], b: string[]) =>
  a.length === b.length && a.every((one, i) => one === b[i]);
const sameSet = (a: string[], b: string[]) =>
  a.length === new Set(b).size && a.length === new Set(a).size && a.every((one) => b.includes(one));

function samePairs(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(b);
  return Object.keys(a).length === keys.length && keys.every((key) => a[key] === b[key]);
}

/** Null where the phone cannot know: checkpoints and reflections. */
export function gradeResponse(question: Question, response: Response): boolean | null {
  const key: Key | null = question.key;
  if (!key) return null;
  switch (question.form) {
    case 'single':
    case 'multiple':
    case 'true_false':
      return sameSet(response.choices ?? [], key.choices ?? []);
    case 'order':
    case 'gap':
      return sameList(response.choices ?? [], key.choices ?? []);
    case 'match':
    case 'sort':
      return samePairs(response.pairs ?? {}, key.pairs ?? {});
    case 'scenario': {
      const { node } = walkScenario(question.nodes, question.start ?? '', response.path ?? []);
      return node !== null && (key.good ?? []).includes(node.id);
    }
    case 'reflection':
      return null;
  }
}

const textOf = (list: { id: string; text: string }[], id: string) =>
  list.find((one) => one.id === id)?.text ?? '';

/** The right answer as lines of text. Empty for forms whose choices show it themselves. */
export function describeRightAnswer(question: Question): string[] {
  const { key, choices, targets } = question;
  if (!key) return [];
  if (question.form === 'order' || question.form === 'gap') {
    return (key.choices ?? []).map((id) => textOf(choices, id));
  }
  if (question.form === 'match' || question.form === 'sort') {
    const pairs = key.pairs ?? {};
    return choices.map((choice) => `${choice.text} → ${textOf(targets, pairs[choice.id] ?? '')}`);
  }
  return [];
}
