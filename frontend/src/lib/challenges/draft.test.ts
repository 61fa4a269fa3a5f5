import { describe, expect, it } from 'vitest';
import type { Template } from '#lib/api/types.ts';
import { begin, finished, later } from './draft';

const quest: Template = {
  id: 'national-award',
  title: 'Chase the award',
  summary: '',
  form: 'quest',
  measure: 'breaks',
  unit: 'breaks',
  per_person: false,
  days: 28,
  a_person_a_day: 0.6,
  prompts: [],
  vision: 'We stand on that stage.',
  message: '',
  reward: '',
  steps: [
    { title: 'Entry', story: '', share: 0.25 },
    { title: 'Ceremony', story: '', share: 1 }
  ]
};

describe('draft', () => {
  it('keeps a trait only where moments are counted', () => {
    const calm = begin('id', '1', 5, '2026-03-02', { ...quest, measure: 'moments' }, 'pack.calm');
    expect(begin('id', '1', 5, '2026-03-02', quest, 'pack.calm').trait).toBeNull();
    expect(finished(calm, null).trait).toBe('pack.calm');
    expect(finished({ ...calm, measure: 'breaks' }, null).trait).toBeNull();
  });

  it('knows that months end', () => {
    expect(later('2026-02-27', 2)).toBe('2026-03-01');
    expect(later('2026-10-24', 1)).toBe('2026-10-25');
  });

  it('starts from a template, for so many people', () => {
    const made = begin('id', '7', 8, '2026-03-02', quest);
    expect(made.last_day).toBe('2026-03-29');
    expect(made.target).toBe(95);
  });

  it('puts the stages at their shares of the target that stands', () => {
    const made = { ...begin('id', '7', 8, '2026-03-02', quest), target: 80 };
    expect(finished(made, quest).stages?.map((stage) => stage.target)).toEqual([20, 80]);
  });

  it('is no quest without stages, and no race alone', () => {
    const own = { ...begin('id', '7', 8, '2026-03-02', null), form: 'quest' };
    expect(finished(own, null).form).toBe('team');
    expect(finished({ ...own, form: 'race' }, null).form).toBe('team');
    expect(finished({ ...own, form: 'race', teams: ['7', '8'] }, null).form).toBe('race');
  });
});
