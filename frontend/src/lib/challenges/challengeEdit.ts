/** Fields of a challenge that a leader can still change, and which of them changed. Pure. */
import type { Challenge, ChallengeEdit } from '#lib/api/types.ts';
import type { Aim, DraftStage } from './stages.ts';
import { highestAmount, isRate, stepOfTargets } from './units.ts';

const TEXT_FIELDS = ['title', 'vision', 'message', 'reward', 'target', 'last_day'] as const;

export type Editable = Pick<Challenge, (typeof TEXT_FIELDS)[number]> & {
  leaders: string[];
  stages: DraftStage[];
};

type Edited = Pick<
  Challenge,
  (typeof TEXT_FIELDS)[number] | 'co_leader_logins' | 'stages' | 'measure'
>;

/** The fields as a form has them. Stages keep their share of the target until they are edited. */
export const pickEditable = (challenge: Edited): Editable => ({
  title: challenge.title,
  vision: challenge.vision,
  message: challenge.message,
  reward: challenge.reward,
  target: challenge.target,
  last_day: challenge.last_day,
  leaders: [...challenge.co_leader_logins],
  stages: challenge.stages.map((stage) => ({
    id: stage.number,
    title: stage.title,
    story: stage.story,
    target: stage.target,
    share: shareOf(stage.target, challenge),
    number: stage.number
  }))
});

const shareOf = (value: number, { target, measure }: Edited): number | null => {
  const share = measure.lower_is_better ? target / value : value / target;
  return Number.isFinite(share) && share > 0 ? share : null;
};

/** Where the stages of a challenge lead, with a target that is being typed. */
export const aimOfEdit = ({ measure }: Pick<Challenge, 'measure'>, target: number): Aim => ({
  target,
  lower: measure.lower_is_better,
  highest: highestAmount(measure.unit_type, measure.score_max),
  step: stepOfTargets(measure.unit_type, measure.per_person)
});

/** Only changed fields are sent, so that a co-leader's changes at the same time are kept. */
export function findChanges(was: Editable, now: Editable): ChallengeEdit {
  const edit: ChallengeEdit = Object.fromEntries(
    TEXT_FIELDS.filter((name) => now[name] !== was[name]).map((name) => [name, now[name]])
  );
  if ([...now.leaders].sort().join() !== [...was.leaders].sort().join()) edit.leaders = now.leaders;
  if (areStagesEdited(was.stages, now.stages))
    edit.stages = now.stages.map(({ title, story, target, number }) => ({
      title,
      story,
      target,
      number: number ?? null
    }));
  return edit;
}

/** Whether a leader changed stages. Those that only follow the target are moved by the server. */
const areStagesEdited = (was: DraftStage[], now: DraftStage[]): boolean =>
  was.length !== now.length ||
  now.some((stage, at) => {
    const before = was[at];
    return (
      stage.number !== before?.number ||
      stage.title !== before?.title ||
      stage.share !== before.share
    );
  });

/** Whether a new target is reached already, so that saving it ends the challenge. */
export function endsChallenge(challenge: Challenge, target: number): boolean {
  const { status, form, measured, measure, value } = challenge;
  const lower = measure.lower_is_better;
  if (status !== 'running' || form === 'race' || !measured || target === challenge.target)
    return false;
  if (lower) return isRate(measure.unit_type) && value <= target;
  return value >= target;
}
