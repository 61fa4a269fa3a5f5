/** Grades practice questions on the phone, so that feedback works without a network. */
import type { Key, Question, Response } from '#lib/api/types.ts';
import { FORM_RULES } from '#lib/questions/forms.ts';
import { inLanguage } from '#lib/i18n/packLanguage.ts';
import { walkScenario } from './scenario.ts';

const sameList = (a: string[], b: string[]) =>
  a.length === b.length && a.every((one, i) => one === b[i]);
const sameSet = (a: string[], b: string[]) =>
  a.length === new Set(b).size && a.length === new Set(a).size && a.every((one) => b.includes(one));

function samePairs(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(b);
  return Object.keys(a).length === keys.length && keys.every((key) => a[key] === b[key]);
}

/** true or false where the phone can know; null for checkpoints and what is not graded. */
export function gradeResponse(question: Question, response: Response): boolean | null {
  const key: Key | null = question.key;
  if (!key) return null;
  switch (FORM_RULES[question.form].grading) {
    case 'set':
      return sameSet(response.choices ?? [], key.choices ?? []);
    case 'sequence':
      return sameList(response.choices ?? [], key.choices ?? []);
    case 'pairs':
      return samePairs(response.pairs ?? {}, key.pairs ?? {});
    case 'ending': {
      const { node } = walkScenario(question.nodes, question.start ?? '', response.path ?? []);
      return node !== null && (key.good ?? []).includes(node.id);
    }
    case 'ungraded':
      return null;
  }
}

const textOf = (list: { id: string; text: string }[], id: string) =>
  list.find((one) => one.id === id)?.text ?? '';

/** The right answer in words, one line each; empty where the choices already show it. */
export function describeRightAnswer(question: Question): string[] {
  const { key, choices, targets } = question;
  if (!key) return [];
  switch (FORM_RULES[question.form].grading) {
    case 'sequence':
      return (key.choices ?? []).map((id) => textOf(choices, id));
    case 'pairs': {
      const pairs = key.pairs ?? {};
      const arrow = inLanguage(question.language).dir === 'rtl' ? '←' : '→';
      return choices.map(({ id, text }) => `${text} ${arrow} ${textOf(targets, pairs[id] ?? '')}`);
    }
    case 'set':
    case 'ending':
    case 'ungraded':
      return [];
  }
}
