/** Values of a challenge, in the app's language. */
import { formatAmount, formatRounded } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';
import type { ChallengeForm, ChallengeMeasure } from './challengeDraft.ts';
import type { RowProblem } from './sheetRows.ts';

const FORMS: Record<ChallengeForm, () => string> = {
  team: m.compose_form_team,
  quest: m.compose_form_quest,
  race: m.compose_form_race,
  together: m.compose_form_together
};

const MEASURES: Record<ChallengeMeasure, () => string> = {
  breaks: m.compose_measure_breaks,
  streak_days: m.compose_measure_streak_days,
  remembered: m.compose_measure_remembered,
  checkpoints: m.compose_measure_checkpoints,
  moments: m.compose_measure_moments,
  figure: m.compose_measure_figure
};

const ROW_PROBLEMS: Record<RowProblem, (span: { first: string; last: string }) => string> = {
  day: () => m.figures_row_day(),
  span: (span) => m.figures_row_span(span),
  team: () => m.figures_row_team(),
  unnamed: () => m.figures_row_unnamed(),
  amount: () => m.figures_row_amount(),
  unclear: () => m.figures_row_unclear(),
  outOf: () => m.figures_row_out_of(),
  cells: () => m.figures_row_cells()
};

export const formText = (form: ChallengeForm): string => FORMS[form]();

export const measureText = (measure: ChallengeMeasure): string => MEASURES[measure]();

/** What is wrong with a pasted row; `span` are the days of the challenge. */
export const rowProblemText = (
  problem: RowProblem,
  span: { first: string; last: string }
): string => ROW_PROBLEMS[problem](span);

/** "12 of 20 breaks" */
export const progressText = (value: number, target: number, unit: string): string =>
  m.challenge_progress({ value: formatRounded(value), target: formatAmount(target, unit) });
