import { describe, expect, it } from 'vitest';
import { progressFigure, progressText, stageText, type Goal } from './challengeText.ts';

const counted: Goal = { value: 12, target: 20, unit: 'breaks' };
const satisfied: Goal = {
  value: 91.34,
  target: 95,
  unit: '% satisfied',
  unit_type: 'percentage',
  measured: true
};
const waiting: Goal = {
  value: 6,
  target: 5,
  unit: 'minutes',
  unit_type: 'duration',
  lower_is_better: true,
  measured: true
};
const complaints: Goal = { value: 3, target: 10, unit: 'complaints', lower_is_better: true };

describe('progress', () => {
  it.each([
    [counted, '12 of 20 breaks'],
    [satisfied, '91.3 on average; the target is 95 % satisfied'],
    [waiting, '6 on average; the target is 5 minutes or less'],
    [complaints, '3; the target is 10 complaints or less'],
    [{ ...satisfied, measured: false }, 'No figure yet; the target is 95 % satisfied'],
    [{ ...waiting, measured: false }, 'No figure yet; the target is 5 minutes or less']
  ])('says what it counts', (goal, text) => expect(progressText(goal)).toBe(text));

  it('shows on a wall the share of a count, and the value of an average', () => {
    expect(progressFigure({ ...counted, share: 0.6 })).toBe('60%');
    expect(progressFigure({ ...satisfied, share: 0.96 })).toBe('91.3 %');
    expect(progressFigure({ ...waiting, share: 0.83 })).toBe('6');
    expect(progressFigure({ ...waiting, share: 0, measured: false })).toBe('–');
  });
});

describe('a stage', () => {
  it.each([
    [counted, 10, 'Still ahead: at 10 breaks'],
    [satisfied, 90, 'Still ahead: seven days at 90 % satisfied on average'],
    [satisfied, 95, 'Known at the end: 95 % satisfied'],
    [waiting, 8, 'Still ahead: seven days at 8 minutes or less on average'],
    [complaints, 20, 'Known at the end: 20 complaints or less']
  ])('says when it is reached', (goal, target, text) =>
    expect(stageText({ target }, goal, false)).toBe(text)
  );

  it('only says where it was when the challenge is over', () =>
    expect(stageText({ target: 90 }, satisfied, true)).toBe('At 90 % satisfied'));
});
