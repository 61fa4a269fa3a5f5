import { describe, expect, it } from 'vitest';
import type { Pace } from '#lib/api/types.ts';
import { paceTexts } from './paceText.ts';

const pace: Pace = { kind: 'a_day', kept: 5, needed: 10, days_left: 6, possible: true };

describe('the pace of a challenge', () => {
  it('says what was kept and what is needed', () => {
    expect(paceTexts(pace, 'breaks', false)).toEqual([
      'So far: 5 breaks a working day.',
      'To get there: 10 breaks a working day, on the 6 that are left.'
    ]);
    expect(paceTexts({ ...pace, days_left: 1 }, 'breaks', false)[1]).toContain('the one working');
  });

  it('says when the target is reached, and when it cannot be', () => {
    expect(paceTexts({ ...pace, needed: 0 }, 'breaks', false)[1]).toContain('They are there');
    expect(paceTexts({ ...pace, possible: false }, 'breaks', false)[1]).toContain('No pace');
    expect(paceTexts({ ...pace, needed: null }, 'breaks', false)[1]).toContain('No working day');
  });

  it('says of an average what the days left need', () => {
    const average: Pace = { ...pace, kind: 'average', kept: 90, needed: 93.3 };
    expect(paceTexts(average, '%', false)).toEqual([
      'So far: 90 % on average.',
      'To get there: 93.3 % on average, on the 6 working days that are left.'
    ]);
    expect(paceTexts({ ...average, kept: null }, '%', false)).toHaveLength(1);
  });

  it('says how many are left where fewer are better', () => {
    expect(paceTexts({ ...pace, needed: 0 }, 'complaints', true)[1]).toContain('at most 0');
  });
});
