/** The draft of a challenge: how a template fills it, what is missing, and what is sent. Pure. */
import type { NewChallenge, Template } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';
import { roundToSpokenFigure } from './roundTarget.ts';
import { placeStages, type DraftStage } from './stages.ts';

export const CHALLENGE_MEASURES = [
  'breaks',
  'streak_days',
  'remembered',
  'checkpoints',
  'moments',
  'figure'
] as const;
export const CHALLENGE_FORMS = ['team', 'quest', 'race', 'together'] as const;

export type ChallengeMeasure = (typeof CHALLENGE_MEASURES)[number];
export type ChallengeForm = (typeof CHALLENGE_FORMS)[number];

/** Default units. A figure of the team's own has no default unit. */
const UNITS: Record<ChallengeMeasure, () => string> = {
  breaks: m.compose_unit_breaks,
  streak_days: m.compose_unit_streak_days,
  remembered: m.compose_unit_remembered,
  checkpoints: m.compose_unit_checkpoints,
  moments: m.compose_unit_moments,
  figure: () => ''
};

export type ChallengeDraft = Omit<Required<NewChallenge>, 'stages'> & { stages: DraftStage[] };

/** Adds days: "2026-03-02" and 6 give "2026-03-08". Noon UTC avoids time zone changes. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/**
 * Creates a draft from a template (or empty) for one team of `people` members. `trait` is used only
 * where moments count. A race starts without teams: the leader chooses them.
 */
export function createDraft(
  id: string,
  team: string,
  people: number,
  today: string,
  from: Template | null,
  trait: string | null = null
): ChallengeDraft {
  const days = from?.days ?? 14;
  const target = from ? startTarget(from, people) : 10;
  const stages = (from?.steps ?? []).map((step, at) => ({ ...step, id: at, target: 0 }));
  return {
    id,
    team,
    teams: from?.form === 'race' ? [] : [team],
    leaders: [],
    template: from?.id ?? '',
    form: from?.form ?? 'team',
    title: from?.title ?? '',
    vision: from?.vision ?? '',
    message: from?.message ?? '',
    reward: from?.reward ?? '',
    measure: from?.measure ?? 'breaks',
    trait: from?.measure === 'moments' ? trait : null,
    unit: from?.unit ?? defaultUnit('breaks', null),
    per_person: from?.per_person ?? false,
    target,
    first_day: today,
    last_day: addDays(today, days - 1),
    stages: placeStages(stages, target)
  };
}

/** Moves a stored draft whose first day is past to today, with the same number of days. */
export function resumeDraft(draft: ChallengeDraft, today: string): ChallengeDraft {
  if (draft.first_day >= today) return draft;
  const days = (Date.parse(draft.last_day) - Date.parse(draft.first_day)) / 86_400_000;
  return { ...draft, first_day: today, last_day: addDays(today, Math.max(0, days)) };
}

/** The default unit of a measure; the template's unit if the template has this measure. */
export function defaultUnit(measure: string, from: Template | null): string {
  return from?.measure === measure ? from.unit : (UNITS[measure as ChallengeMeasure]?.() ?? '');
}

/** The target a template suggests for this number of people, rounded to a number easy to say. */
function startTarget(from: Template, people: number): number {
  if (from.measure === 'figure' || from.per_person) return from.a_person_a_day;
  const whole = from.a_person_a_day * Math.max(1, people) * from.days * (5 / 7);
  return Math.max(1, roundToSpokenFigure(whole));
}

/** What the chosen form still needs: a race needs two teams, a quest needs a stage. */
export function findMissingPart(draft: ChallengeDraft): 'teams' | 'stages' | null {
  if (draft.form === 'race' && draft.teams.length < 2) return 'teams';
  return draft.form === 'quest' && draft.stages.length === 0 ? 'stages' : null;
}

/** The draft as the API takes it. */
export function toNewChallenge(draft: ChallengeDraft): NewChallenge {
  const trait = (draft.measure === 'moments' && draft.trait) || null;
  const stages = draft.stages.map(({ title, story, target }) => ({ title, story, target }));
  return { ...draft, trait, stages };
}
