import { describe, expect, it } from 'vitest';
import type { Question, Response } from '#lib/api/types.ts';
import { FORM_RULES } from '#lib/questions/forms.ts';
import cases from '../../../../tests/vectors/grading.json';
import { gradeResponse, describeRightAnswer } from './grade.ts';
import { emptyResponse, isComplete } from './responseState.ts';

const choices = ['a', 'b', 'c'].map((id) => ({ id, text: id.toUpperCase() }));
const question = (part: Partial<Question>): Question => ({
  kind: 'question',
  question_id: 'p.q',
  concept_id: 'p.c',
  lesson_id: 'p.l',
  language: 'en',
  mood_words: [],
  form: 'single',
  stem: '',
  choices,
  targets: [],
  nodes: [],
  start: null,
  checkpoint: false,
  critical: false,
  key: null,
  feedback: null,
  why: { code: 'due', days: 3 },
  seconds: 20,
  ...part
});

describe('grading', () => {
  it.each(cases)('$name: as on the server', ({ question: fields, response, correct, refused }) => {
    const graded = gradeResponse(question(fields as Partial<Question>), response as Response);
    if (refused) expect(graded).not.toBe(true);
    else expect(graded).toBe(correct);
  });

  it('has cases for every form', () => {
    const forms = new Set<string>(cases.map((one) => one.question.form));
    expect([...forms].sort()).toEqual(Object.keys(FORM_RULES).sort());
  });

  it('says what the right order is', () => {
    const asked = question({ form: 'order', key: { choices: ['b', 'a', 'c'] } });
    expect(describeRightAnswer(asked)).toEqual(['B', 'A', 'C']);
  });

  it('does not know a checkpoint', () => {
    expect(gradeResponse(question({ checkpoint: true }), { choices: ['a'] })).toBeNull();
  });
});

describe('a response is whole', () => {
  it('when every gap has a word', () => {
    const asked = question({ form: 'gap', stem: 'First ___, then ___.' });
    expect(emptyResponse(asked)).toEqual({ choices: ['', ''] });
    expect(isComplete(asked, { choices: ['a', ''] })).toBe(false);
    expect(isComplete(asked, { choices: ['a', 'b'] })).toBe(true);
  });

  it('when all are placed, paired or picked', () => {
    expect(isComplete(question({}), { choices: [] })).toBe(false);
    expect(isComplete(question({ form: 'order' }), { choices: ['a', 'b'] })).toBe(false);
    expect(isComplete(question({ form: 'match' }), { pairs: { a: 'x', b: 'y', c: 'z' } })).toBe(
      true
    );
    expect(isComplete(question({ form: 'reflection' }), { choices: [] })).toBe(true);
  });
});
