/** A challenge that a leader composes: from a template, and what is still missing. Pure. */
import type { Measure, NewChallenge, Template, UnitType } from '#lib/api/types.ts';
import { acceptsFigures, acceptsTrait, measureUnit } from './measures.ts';
import { placeStages, type Aim, type DraftStage } from './stages.ts';
import { roundToSpokenFigure } from './targetRounding.ts';
import { stepText, templateText, templateUnit } from './templateText.ts';
import { highestAmount, isRate, stepOfTargets, unitWord, USUAL_SCORE_MAX } from './units.ts';

/** Working days of a week of 7 days. */
const WORKING_DAYS_SHARE = 5 / 7;
const DEFAULT_DAYS = 14;
const DEFAULT_TARGET = 10;

export type ChallengeDraft = Omit<Required<NewChallenge>, 'stages' | 'unit_type'> & {
  stages: DraftStage[];
  unit_type: UnitType;
};

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
  const typed = { unit_type: from?.unit_type ?? ('count' as const), score_max: null };
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
    ...typed,
    lower_is_better: false,
    per_person: from?.per_person ?? false,
    target,
    first_day: today,
    last_day: addDays(today, days - 1),
    stages: placeStages(
      stages,
      aimOf({ ...typed, target, lower_is_better: false, per_person: from?.per_person ?? false })
    )
  };
}

/** What a draft of an older version of this app does not have. */
const UNTYPED = { unit_type: 'count', lower_is_better: false, score_max: null } as const;

/** A draft of an earlier day. Where its first day is over, it has as many days, from today on. */
export function resumeDraft(kept: ChallengeDraft, today: string): ChallengeDraft {
  const draft = { ...UNTYPED, ...kept };
  if (draft.first_day >= today) return draft;
  const days = (Date.parse(draft.last_day) - Date.parse(draft.first_day)) / 86_400_000;
  return { ...draft, first_day: today, last_day: addDays(today, Math.max(0, days)) };
}

/** The unit of the template for its own measure, else the usual unit of the measure. */
export function defaultUnit(measure: Measure, from: Template | null): string {
  return from?.measure === measure ? templateUnit(from) : measureUnit(measure);
}

/** Where the stages of a draft lead. */
export const aimOf = (
  draft: Pick<
    ChallengeDraft,
    'target' | 'lower_is_better' | 'unit_type' | 'score_max' | 'per_person'
  >
): Aim => ({
  target: draft.target,
  lower: draft.lower_is_better,
  highest: highestAmount(draft.unit_type, draft.score_max),
  step: stepOfTargets(draft.unit_type, draft.per_person)
});

/** The draft with another measure: its unit, and what only figures have. */
export function withMeasure(
  draft: ChallengeDraft,
  measure: Measure,
  from: Template | null
): ChallengeDraft {
  const type = from?.measure === measure ? from.unit_type : 'count';
  const typed = withUnitType({ ...draft, measure, lower_is_better: false }, type);
  return { ...typed, unit: defaultUnit(measure, from) };
}

/** A word for percent, as the server knows them too. */
const PERCENT_WORD =
  /[%\uFF05\u066A]|\b(per ?cent|percentages?|pct|prozent|procent|pour ?cent|por ?ciento)\b/i;

/** The draft after its word for the unit was typed: what is in percent is no count. */
export const withUnitWord = (draft: ChallengeDraft): ChallengeDraft =>
  draft.unit_type === 'count' && acceptsFigures(draft.measure) && PERCENT_WORD.test(draft.unit)
    ? { ...withUnitType(draft, 'percentage'), unit: draft.unit }
    : draft;

/** The draft with another type of unit, and what follows from it. */
export function withUnitType(draft: ChallengeDraft, type: UnitType): ChallengeDraft {
  const scoreMax = type === 'score' ? (draft.score_max ?? USUAL_SCORE_MAX) : null;
  return {
    ...draft,
    unit_type: type,
    score_max: scoreMax,
    unit: unitWord(type, scoreMax),
    per_person: draft.per_person && !isRate(type)
  };
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
