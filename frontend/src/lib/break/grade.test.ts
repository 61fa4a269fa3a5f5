import { describe, expect, it } from 'vitest';
import type { Question } from '#lib/api/types.ts';
import { gradeResponse, describeRightAnswer } from './grade.ts';
import { emptyResponse, isComplete } from './responseState.ts';

const choices = ['a', 'b', 'c'].map((id) => ({ id, text: id.toUpperCase() }));
const question = (part: Partial<Question>): Question => ({
  kind: 'question',
  question_id: 'p.q',
  concept_id: 'p.c',
  lesson_id: 'p.l',
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
  why: '',
  seconds: 20,
  ...part
});

describe('grading', () => {
  it('takes the choices of a multiple as a set', () => {
    const asked = question({ form: 'multiple', key: { choices: ['a', 'c'] } });
    expect(gradeResponse(asked, { choices: ['c', 'a'] })).toBe(true);
    expect(gradeResponse(asked, { choices: ['a'] })).toBe(false);
    expect(gradeResponse(asked, { choices: ['a', 'a'] })).toBe(false);
  });

  it('takes the choices of an order as a sequence', () => {
    const asked = question({ form: 'order', key: { choices: ['b', 'a', 'c'] } });
    expect(gradeResponse(asked, { choices: ['b', 'a', 'c'] })).toBe(true);
    expect(gradeResponse(asked, { choices: ['a', 'b', 'c'] })).toBe(false);
    expect(describeRightAnswer(asked)).toEqual(['B', 'A', 'C']);
  });

  it('compares pairs', () => {
    const asked = question({ form: 'sort', key: { pairs: { a: 'x', b: 'y', c: 'x' } } });
    expect(gradeResponse(asked, { pairs: { a: 'x', b: 'y', c: 'x' } })).toBe(true);
    expect(gradeResponse(asked, { pairs: { a: 'x', b: 'x', c: 'x' } })).toBe(false);
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
