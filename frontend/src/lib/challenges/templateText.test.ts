import { describe, expect, it } from 'vitest';
import type { Template } from '#lib/api/types.ts';
import { hasTemplateText, stepText, templateText, templateUnit } from './templateText.ts';

const template: Template = {
  id: 'perfect-month',
  form: 'team',
  measure: 'figure',
  per_person: false,
  days: 30,
  a_person_a_day: 100,
  unit_type: 'count',
  steps: [{ code: 'half', share: 0.5 }]
};

describe('the sentences of a template', () => {
  it('are found by its id and the codes of its steps', () => {
    expect(templateText(template).title()).toBe('A month without a but');
    expect(stepText('half').title).toBe('Half way');
  });

  it('have a unit of their own, or that of the measure', () => {
    expect(templateUnit(template)).toBe('% satisfied');
    expect(templateUnit({ ...template, id: 'peak-calm', measure: 'moments' })).toBe('moments');
  });

  it('are missing for a template of a newer server', () => {
    expect(hasTemplateText(template)).toBe(true);
    expect(hasTemplateText({ ...template, id: 'of-tomorrow' as Template['id'] })).toBe(false);
  });
});
