/** A challenge that a leader composes: from a template, and what is still missing. Pure. */
import type { Measure, NewChallenge, Template } from '#lib/api/types.ts';
import { acceptsFigures, acceptsTrait, measureUnit } from './measures.ts';
import { placeStages, type DraftStage } from './stages.ts';
import { roundToSpokenFigure } from './targetRounding.ts';
import { stepText, templateText, templateUnit } from './templateText.ts';

/** Working days of a week of 7 days. */
const WORKING_DAYS_SHARE = 5 / 7;
const DEFAULT_DAYS = 14;
const DEFAULT_TARGET = 10;

export type ChallengeDraft = Omit<Required<NewChallenge>, 'stages'> & { stages: DraftStage[] };

/** Adds days: "2026-03-02" and 6 give "2026-03-08". Noon UTC avoids time zone changes. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/**
 * A draft from a template, or an empty one, for one team of so many people. `trait` is kept where
 * the measure can count one trait alone. A race begins without teams: the leader chooses them.
 */
export function createDraft(
  id: string,
  team: string,
  people: number,
  today: string,
  from: Template | null,
  trait: string | null = null
): ChallengeDraft {
  const days = from?.days ?? DEFAULT_DAYS;
  const measure = from?.measure ?? 'breaks';
  const text = from && templateText(from);
  const target = from ? startTarget(from, people) : DEFAULT_TARGET;
  const stages = (from?.steps ?? []).map(({ code, share }, at) => ({
    ...stepText(code),
    share,
    id: at,
    target: 0
  }));
  return {
    id,
    team,
    teams: from?.form === 'race' ? [] : [team],
    leaders: [],
    template: from?.id ?? '',
    form: from?.form ?? 'team',
    title: text?.title() ?? '',
    vision: text?.vision() ?? '',
    message: text?.message() ?? '',
    reward: text?.reward() ?? '',
    measure,
    trait: acceptsTrait(measure) ? trait : null,
    unit: defaultUnit(measure, from),
    per_person: from?.per_person ?? false,
    target,
    first_day: today,
    last_day: addDays(today, days - 1),
    stages: placeStages(stages, target)
  };
}

/** A draft of an earlier day. Where its first day is over, it has as many days, from today on. */
export function resumeDraft(draft: ChallengeDraft, today: string): ChallengeDraft {
  if (draft.first_day >= today) return draft;
  const days = (Date.parse(draft.last_day) - Date.parse(draft.first_day)) / 86_400_000;
  return { ...draft, first_day: today, last_day: addDays(today, Math.max(0, days)) };
}

/** The unit of the template for its own measure, else the usual unit of the measure. */
export function defaultUnit(measure: Measure, from: Template | null): string {
  return from?.measure === measure ? templateUnit(from) : measureUnit(measure);
}

/** The target with which a template starts, for so many people and its days. */
function startTarget(from: Template, people: number): number {
  if (acceptsFigures(from.measure) || from.per_person) return from.a_person_a_day;
  const total = from.a_person_a_day * Math.max(1, people) * from.days * WORKING_DAYS_SHARE;
  return Math.max(1, roundToSpokenFigure(total, from.per_person));
}

/** What its form needs and it does not have: a race needs two teams, a quest one stage. */
export function findMissingPart(draft: ChallengeDraft): 'teams' | 'stages' | null {
  if (draft.form === 'race' && draft.teams.length < 2) return 'teams';
  return draft.form === 'quest' && draft.stages.length === 0 ? 'stages' : null;
}

/** The request that launches it. */
export function toNewChallenge(draft: ChallengeDraft): NewChallenge {
  const trait = (acceptsTrait(draft.measure) && draft.trait) || null;
  const stages = draft.stages.map(({ title, story, target }) => ({ title, story, target }));
  return { ...draft, trait, stages };
}
