import { describe, expect, it } from 'vitest';
import { problemFrom } from './http.ts';

describe('problemFrom', () => {
  it('keeps what is wrong for a list, and says all of it in one sentence', () => {
    const faults = [
      { where: 'line 2', what: 'Say which day.' },
      { where: 'line 3', what: 'Say who.' }
    ];
    const body = { title: 'Unprocessable', detail: 'Not right.', problems: faults };
    const problem = problemFrom(422, body, null);
    expect([problem.detail, problem.faults]).toEqual(['Not right.', faults]);
    expect(problem.message).toBe('Not right. Say which day. Say who.');
  });

  it('says once what stands in two places', () => {
    const body = {
      detail: 'Mix the digits.',
      problems: [{ where: 'pin', what: 'Mix the digits.' }]
    };
    expect(problemFrom(422, body, null).message).toBe('Mix the digits.');
  });

  it('has a title where nothing else is said, and waits as long as it was asked to', () => {
    const problem = problemFrom(429, { title: 'Too many', problems: 'x' }, '7');
    expect([problem.message, problem.faults, problem.wait]).toEqual(['Too many', [], 7]);
    expect(problemFrom(502, '<html>', null).message).toBe('');
  });
});
