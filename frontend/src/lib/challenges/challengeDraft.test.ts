import { describe, expect, it } from 'vitest';
import type { Template } from '#lib/api/types.ts';
import {
  createDraft,
  toNewChallenge,
  addDays,
  findMissingPart,
  resumeDraft,
  defaultUnit,
  withMeasure,
  withUnitType,
  withUnitWord
} from './challengeDraft.ts';

const quest: Template = {
  id: 'national-award',
  form: 'quest',
  measure: 'breaks',
  per_person: false,
  days: 28,
  a_person_a_day: 0.6,
  unit_type: 'count',
  steps: [
    { code: 'entry', share: 0.25 },
    { code: 'ceremony', share: 1 }
  ]
};

describe('draft', () => {
  it('keeps a trait only where moments are counted', () => {
    const calm = createDraft(
      'id',
      '1',
      5,
      '2026-03-02',
      { ...quest, measure: 'moments' },
      'pack.calm'
    );
    expect(createDraft('id', '1', 5, '2026-03-02', quest, 'pack.calm').trait).toBeNull();
    expect(toNewChallenge(calm).trait).toBe('pack.calm');
    expect(toNewChallenge({ ...calm, measure: 'breaks' }).trait).toBeNull();
  });

  it('takes as many days from today on when it was laid aside for too long', () => {
    const made = createDraft('id', '7', 8, '2026-03-02', quest);
    expect(resumeDraft(made, '2026-03-02')).toEqual(made);
    const resumed = resumeDraft(made, '2026-03-10');
    expect([resumed.first_day, resumed.last_day]).toEqual(['2026-03-10', '2026-04-06']);
  });

  it('knows that months end', () => {
    expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
    expect(addDays('2026-10-24', 1)).toBe('2026-10-25');
  });

  it('starts from a template, for so many people', () => {
    const made = createDraft('id', '7', 8, '2026-03-02', quest);
    expect(made.last_day).toBe('2026-03-29');
    expect(made.target).toBe(95);
  });

  it('starts with the stages of the template at their shares, and sends them', () => {
    const made = toNewChallenge(createDraft('id', '7', 8, '2026-03-02', quest));
    expect(made.stages?.map(({ title, target }) => [title, target])).toEqual([
      ['The entry', 24],
      ['The ceremony', 95]
    ]);
  });

  it('lets the leader choose who races', () => {
    expect(createDraft('id', '1', 8, '2026-03-02', { ...quest, form: 'race' }).teams).toEqual([]);
    expect(createDraft('id', '1', 8, '2026-03-02', quest).teams).toEqual(['1']);
  });

  it('says what its form asks for instead of becoming another one', () => {
    const own = createDraft('id', '7', 8, '2026-03-02', null);
    expect(findMissingPart(own)).toBeNull();
    expect(findMissingPart({ ...own, form: 'race' })).toBe('teams');
    expect(findMissingPart({ ...own, form: 'race', teams: ['7', '8'] })).toBeNull();
    expect(findMissingPart({ ...own, form: 'quest' })).toBe('stages');
    expect(toNewChallenge({ ...own, form: 'race' }).form).toBe('race');
  });

  it('counts in the usual unit of a measure, or in the template’s own', () => {
    expect(defaultUnit('moments', quest)).toBe('moments');
    expect(defaultUnit('figure', { ...quest, id: 'perfect-month', measure: 'figure' })).toBe(
      '% satisfied'
    );
    expect(defaultUnit('figure', null)).toBe('');
  });

  it('has the kind of figure of its template, and forgets it with another measure', () => {
    const satisfied: Template = {
      ...quest,
      id: 'perfect-month',
      measure: 'figure',
      unit_type: 'percentage'
    };
    const made = createDraft('id', '7', 8, '2026-03-02', satisfied);
    expect(made.unit_type).toBe('percentage');
    const breaks = withMeasure({ ...made, lower_is_better: true }, 'breaks', satisfied);
    expect(breaks).toMatchObject({ unit_type: 'count', lower_is_better: false, unit: 'breaks' });
    expect(withMeasure(breaks, 'figure', satisfied)).toMatchObject({ unit_type: 'percentage' });
  });

  it('takes a unit with % for a percentage, and leaves others alone', () => {
    const own = { ...createDraft('id', '7', 8, '2026-03-02', null), measure: 'figure' as const };
    expect(withUnitWord({ ...own, unit: '% satisfied' })).toMatchObject({
      unit: '% satisfied',
      unit_type: 'percentage'
    });
    for (const unit of ['percent', 'Prozent zufrieden', 'por ciento'])
      expect(withUnitWord({ ...own, unit })).toMatchObject({ unit, unit_type: 'percentage' });
    expect(withUnitWord({ ...own, unit: 'calls' }).unit_type).toBe('count');
    expect(withUnitWord({ ...own, unit: '%', measure: 'breaks' }).unit_type).toBe('count');
  });

  it('averages a rate, so that it is not counted by day on duty', () => {
    const own = { ...createDraft('id', '7', 8, '2026-03-02', null), per_person: true };
    expect(withUnitType(own, 'score')).toMatchObject({
      per_person: false,
      score_max: 5,
      unit: 'out of 5'
    });
    expect(withUnitType(own, 'count').per_person).toBe(true);
  });
});
