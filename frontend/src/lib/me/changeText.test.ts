import { describe, expect, it } from 'vitest';
import type { Changes } from '#lib/api/types.ts';
import { changeText } from './changeText.ts';

const change = (fields: Partial<Changes['changes'][number]>) => ({
  id: 1,
  at: '2026-03-02T12:00:00Z',
  kind: 'set_pin' as const,
  by: 'Lea',
  points: null,
  reason: null,
  day: null,
  work_days: null,
  days_off: [],
  days_on: [],
  days_as_the_week: [],
  ...fields
});

describe('what others changed', () => {
  it('names points with their sign and their day', () => {
    const text = changeText(change({ kind: 'correct_points', points: -15, day: '2026-03-02' }));
    expect(text).toMatch(/-15.*2 Mar|-15.*Mar 2/);
  });

  it('joins days that follow each other', () => {
    const days_off = ['2026-03-02', '2026-03-03', '2026-03-04'];
    const text = changeText(change({ kind: 'take_days_off', days_off }));
    expect(text).not.toContain('Mar 3');
    expect(text).not.toContain('3 Mar');
  });

  it('says every kind of day of a rota', () => {
    const text = changeText(
      change({ kind: 'import_rota', days_on: ['2026-03-02'], days_off: ['2026-03-05'] })
    );
    expect(text.match(/Mar/g)).toHaveLength(2);
  });
});
