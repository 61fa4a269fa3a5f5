import { describe, expect, it } from 'vitest';
import { findChanges } from './challengeEdit.ts';

const was = {
  title: 'Chase it',
  vision: 'We stand on that stage.',
  message: '',
  reward: 'Cake',
  target: 10,
  last_day: '2026-03-29',
  leaders: ['lars'],
  stages: [
    { id: 1, number: 1, title: 'Entry', story: '', target: 3, share: 0.3 },
    { id: 2, number: 2, title: 'Evening', story: '', target: 10, share: 1 }
  ]
};

describe('an edit', () => {
  it('sends what is different and nothing else', () => {
    expect(findChanges(was, { ...was, target: 8, last_day: '2026-04-05' })).toEqual({
      target: 8,
      last_day: '2026-04-05'
    });
    expect(findChanges(was, { ...was, reward: '' })).toEqual({ reward: '' });
  });

  it('sends all co-leaders and all stages where one of them changed', () => {
    expect(findChanges(was, { ...was, leaders: ['lars', 'olga'] })).toEqual({
      leaders: ['lars', 'olga']
    });
    const [entry, evening] = was.stages;
    const edit = findChanges(was, { ...was, stages: [entry!, { ...evening!, title: 'Gala' }] });
    expect(edit.stages?.map(({ number, title }) => [number, title])).toEqual([
      [1, 'Entry'],
      [2, 'Gala']
    ]);
    expect(findChanges(was, { ...was, stages: [entry!] }).stages).toHaveLength(1);
  });

  it('leaves stages that only follow the target to the server', () => {
    const stages = was.stages.map((stage) => ({ ...stage, target: stage.target / 2 }));
    expect(findChanges(was, { ...was, target: 5, stages })).toEqual({ target: 5 });
  });

  it('is empty where nothing changed', () => {
    expect(findChanges(was, { ...was })).toEqual({});
  });
});
