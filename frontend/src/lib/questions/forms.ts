/**
 * The forms of questions: everything in which they differ, in one table.
 *
 * A new form comes with the OpenAPI document. The type check then fails here and at every other
 * place that must know it. The server has the same table in `learning/rules/practice/forms.py`.
 */
import type { Question } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

export type Form = Question['form'];

/**
 * How a response is compared with the key:
 * - set: `choices` in any order
 * - sequence: `choices` in order
 * - pairs: `pairs` of choice and target
 * - ending: `path` leads to a node that is in `good`
 * - ungraded: there is no key
 */
export type Grading = 'set' | 'sequence' | 'pairs' | 'ending' | 'ungraded';

export interface FormRules {
  grading: Grading;
  /** What to do, above the choices. */
  prompt: () => string;
  /** Whether the form shows the stem itself, so that no heading does. */
  showsStem: boolean;
  /** Whether the lines of the right answer are numbered. */
  numbersAnswer: boolean;
  /** What is asked before handing in; null where nothing is. */
  confidencePrompt: (() => string) | null;
  /** Whether handing in is offered before the response is complete. */
  handInAlways: boolean;
}

const USUAL = {
  showsStem: false,
  numbersAnswer: false,
  confidencePrompt: m.question_how_sure,
  handInAlways: true
};

export const FORM_RULES: Record<Form, FormRules> = {
  single: { ...USUAL, grading: 'set', prompt: m.question_single },
  multiple: { ...USUAL, grading: 'set', prompt: m.question_multiple },
  true_false: { ...USUAL, grading: 'set', prompt: m.question_true_false },
  order: { ...USUAL, grading: 'sequence', prompt: m.question_order, numbersAnswer: true },
  match: { ...USUAL, grading: 'pairs', prompt: m.question_match },
  sort: { ...USUAL, grading: 'pairs', prompt: m.question_sort },
  gap: { ...USUAL, grading: 'sequence', prompt: m.question_gap, showsStem: true },
  scenario: {
    ...USUAL,
    grading: 'ending',
    prompt: m.question_scenario,
    confidencePrompt: m.question_would_do_again,
    handInAlways: false
  },
  reflection: {
    ...USUAL,
    grading: 'ungraded',
    prompt: m.question_your_thoughts,
    confidencePrompt: null
  }
};

/** Stands behind the last known form. The type check fails when a form can reach it. */
export const checkFormHandled = (form: never): string => String(form);
