/** Values of a challenge, in the language of the app. */
import type { Challenge, ChallengeForm, UnitType, VisionHint } from '#lib/api/types.ts';
import {
  formatAmount,
  formatDay,
  formatList,
  formatPercent,
  formatRounded
} from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';
import type { RowProblem } from './sheetRows.ts';
import { isRate } from './units.ts';

/** The days of the challenge, and the largest figure of its unit, as people write them. */
export interface RowLimits {
  first: string;
  last: string;
  highest: string;
}

/** What a sentence about progress needs. `measured` is false before the first figure. */
export interface Goal {
  value: number;
  target: number;
  unit: string;
  measured?: boolean;
  unit_type?: UnitType;
  lower_is_better?: boolean;
}

const FORM_TEXTS: Record<ChallengeForm, () => string> = {
  team: m.compose_form_team,
  quest: m.compose_form_quest,
  race: m.compose_form_race,
  together: m.compose_form_together
};

const VISION_HINTS: Record<VisionHint, () => string> = {
  empty: m.compose_vision_hint_empty,
  figure: m.compose_vision_hint_figure,
  short: m.compose_vision_hint_short,
  long: m.compose_vision_hint_long,
  people: m.compose_vision_hint_people,
  scene: m.compose_vision_hint_scene
};

const ROW_PROBLEMS: Record<RowProblem, (limits: RowLimits) => string> = {
  day: () => m.figures_row_day(),
  span: ({ first, last }) => m.figures_row_span({ first, last }),
  future: () => m.figures_row_future(),
  twice: () => m.figures_row_twice(),
  share: () => m.figures_row_share(),
  percent: () => m.figures_row_percent(),
  scale: ({ highest }) => m.figures_row_scale({ highest }),
  high: ({ highest }) => m.figures_row_high({ highest }),
  base: () => m.figures_row_base(),
  team: () => m.figures_row_team(),
  unnamed: () => m.figures_row_unnamed(),
  amount: () => m.figures_row_amount(),
  unclear: () => m.figures_row_unclear(),
  outOf: () => m.figures_row_out_of(),
  cells: () => m.figures_row_cells()
};

/** The forms, in the order in which a leader sees them. */
export const CHALLENGE_FORMS = Object.keys(FORM_TEXTS) as ChallengeForm[];

export const formText = (form: ChallengeForm): string => FORM_TEXTS[form]();

export const visionHintText = (hint: VisionHint): string => VISION_HINTS[hint]();

type ChallengeState = Pick<Challenge, 'status' | 'result' | 'counting' | 'first_day' | 'days_left'>;

/** How far its days have come: "Starts Mon, 2 Mar", "3 days left", "We made it" and so on. */
export function challengeStateText(challenge: ChallengeState): string {
  switch (challenge.status) {
    case 'cancelled':
      return m.challenge_cancelled();
    case 'settled':
      return challenge.result?.reached ? m.challenge_settled_yes() : m.challenge_settled_no();
    case 'scheduled':
      return m.challenge_starts({ day: formatDay(challenge.first_day) });
    case 'running':
      return challenge.counting
        ? m.challenge_counting()
        : m.challenge_left({ count: challenge.days_left });
    default:
      return challenge.status satisfies never;
  }
}

/** Teams that a card names. */
const TEAMS_NAMED = 3;

/** "Shop, Kiosk and 2 more": which of several challenges of one title it is. */
export function teamsText(names: readonly string[], count = names.length): string {
  const rest = count - TEAMS_NAMED;
  if (rest <= 0) return formatList(names);
  return m.challenge_teams_more({
    names: names.slice(0, TEAMS_NAMED).join(', '),
    count: rest
  });
}

/** What is wrong with a pasted row. */
export const rowProblemText = (problem: RowProblem, limits: RowLimits): string =>
  ROW_PROBLEMS[problem](limits);

const isAverage = ({ unit_type }: Pick<Goal, 'unit_type'>) => isRate(unit_type ?? 'count');

/** "12 of 20 breaks", "91.3 on average; the target is 95 % satisfied" and so on. */
export function progressText(goal: Goal): string {
  const value = formatRounded(goal.value);
  const target = formatAmount(goal.target, goal.unit);
  const below = goal.lower_is_better ?? false;
  if (goal.measured === false)
    return below ? m.challenge_unmeasured_below({ target }) : m.challenge_unmeasured({ target });
  if (isAverage(goal))
    return below
      ? m.challenge_progress_average_below({ value, target })
      : m.challenge_progress_average({ value, target });
  return below
    ? m.challenge_progress_below({ value, target })
    : m.challenge_progress({ value, target });
}

/** What a large display says: how much of a count is there, or what an average is now. */
export function progressFigure(goal: Goal & { share: number }): string {
  if (goal.measured === false) return '–';
  if (!isAverage(goal) && !goal.lower_is_better) return formatPercent(goal.share);
  const value = formatRounded(goal.value);
  return goal.unit_type === 'percentage' ? m.amount_with_unit({ amount: value, unit: '%' }) : value;
}

/** Where a stage lies that is not reached: of a rate, it is the average of some days. */
export function stageText(stage: { target: number }, goal: Goal, over: boolean): string {
  const value = formatAmount(stage.target, goal.unit);
  const below = goal.lower_is_better ?? false;
  if (over) return m.challenge_stage_missed({ value });
  if (!isAverage(goal) && !below) return m.challenge_stage_ahead({ value });
  if (!isAverage(goal) || stage.target === goal.target)
    return below ? m.challenge_stage_end_below({ value }) : m.challenge_stage_end({ value });
  return below ? m.challenge_stage_week_below({ value }) : m.challenge_stage_week({ value });
}

/** The parts of a challenge that a sentence about progress needs. */
export const goalOf = (challenge: Challenge): Goal => ({
  value: challenge.value,
  target: challenge.target,
  measured: challenge.measured,
  unit: challenge.measure.unit,
  unit_type: challenge.measure.unit_type,
  lower_is_better: challenge.measure.lower_is_better
});
