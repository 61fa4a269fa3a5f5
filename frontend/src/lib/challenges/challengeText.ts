/** Values of a challenge, in the language of the app. */
import type { Challenge, ChallengeForm, VisionHint } from '#lib/api/types.ts';
import { formatAmount, formatDay, formatRounded } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';
import type { RowProblem } from './sheetRows.ts';

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

/** What is wrong with a pasted row; `span` are the days of the challenge. */
export const rowProblemText = (
  problem: RowProblem,
  span: { first: string; last: string }
): string => ROW_PROBLEMS[problem](span);

/** "12 of 20 breaks" */
export const progressText = (value: number, target: number, unit: string): string =>
  m.challenge_progress({ value: formatRounded(value), target: formatAmount(target, unit) });
