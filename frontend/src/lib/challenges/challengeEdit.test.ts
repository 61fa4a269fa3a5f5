import { describe, expect, it } from 'vitest';
import { findChanges } from './challengeEdit.ts';

const was = {
  title: 'Chase it',
  vision: 'We stand on that stage.',
  message: '',
  reward: 'Cake',
  target: 10,
  last_day: '2026-03-29'
};

describe('an edit', () => {
  it('sends what is different and nothing else', () => {
    expect(findChanges(was, { ...was, target: 8, last_day: '2026-04-05' })).toEqual({
      target: 8,
      last_day: '2026-04-05'
    });
    expect(findChanges(was, { ...was, reward: '' })).toEqual({ reward: '' });
  });

  it('is empty where nothing changed', () => {
    expect(findChanges(was, { ...was })).toEqual({});
  });
});
