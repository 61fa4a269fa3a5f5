/** A challenge on its way: what a template fills in, and what is sent. Pure. */
import type { NewChallenge, Template } from '#lib/api/types.ts';

export const MEASURES = ['breaks', 'streak_days', 'remembered', 'checkpoints', 'moments', 'figure'] as const;

/** "2026-03-02" and 6 -> "2026-03-08". A day has no zone: noon of UTC is in it everywhere. */
export function later(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** A draft from a template, or from nothing, for one team of so many people; of one trait where moments count. */
export function begin(
  id: string,
  team: string,
  people: number,
  today: string,
  from: Template | null,
  trait: string | null = null
): NewChallenge {
  const days = from?.days ?? 14;
  const target = from ? goal(from, people) : 10;
  return {
    id,
    team,
    teams: [team],
    template: from?.id ?? '',
    form: from?.form ?? 'team',
    title: from?.title ?? '',
    vision: from?.vision ?? '',
    message: from?.message ?? '',
    reward: from?.reward ?? '',
    measure: from?.measure ?? 'breaks',
    trait: from?.measure === 'moments' ? trait : null,
    unit: from?.unit ?? 'breaks',
    per_person: from?.per_person ?? false,
    target,
    first_day: today,
    last_day: later(today, days - 1),
    stages: []
  };
}

/** The target that a template starts with: for so many people and its days, in figures that people say aloud. */
function goal(from: Template, people: number): number {
  if (from.measure === 'figure' || from.per_person) return from.a_person_a_day;
  const whole = from.a_person_a_day * Math.max(1, people) * from.days * (5 / 7);
  return whole < 20 ? Math.max(1, Math.round(whole)) : Math.round(whole / 5) * 5;
}

/** What is sent: the stages of the template at their shares of the target that stands now. */
export function finished(draft: NewChallenge, from: Template | null): NewChallenge {
  const steps = from && from.id === draft.template ? from.steps : [];
  const stages = steps.map((step) => ({
    title: step.title,
    story: step.story,
    target: Math.round(step.share * draft.target * 100) / 100
  }));
  const form = draft.form === 'quest' && stages.length === 0 ? 'team' : draft.form;
  const race = form === 'race' && (draft.teams?.length ?? 0) < 2;
  const trait = (draft.measure === 'moments' && draft.trait) || null;
  return { ...draft, form: race ? 'team' : form, trait, stages };
}
