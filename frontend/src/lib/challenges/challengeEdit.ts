/** Fields of a challenge that a leader can still change, and which of them changed. Pure. */
import type { Challenge, ChallengeEdit } from '#lib/api/types.ts';

const EDITABLE_FIELDS = ['title', 'vision', 'message', 'reward', 'target', 'last_day'] as const;

export type Editable = Pick<Challenge, (typeof EDITABLE_FIELDS)[number]>;

export const pickEditable = ({
  title,
  vision,
  message,
  reward,
  target,
  last_day
}: Challenge): Editable => ({
  title,
  vision,
  message,
  reward,
  target,
  last_day
});

/** Only changed fields are sent, so that a co-leader's changes at the same time are kept. */
export function findChanges(was: Editable, now: Editable): ChallengeEdit {
  return Object.fromEntries(
    EDITABLE_FIELDS.filter((name) => now[name] !== was[name]).map((name) => [name, now[name]])
  );
}
