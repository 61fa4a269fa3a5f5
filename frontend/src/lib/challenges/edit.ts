/** What a leader may still change of a challenge, and what of it was changed. Pure. */
import type { Challenge, ChallengeEdit } from '#lib/api/types.ts';

const NAMES = ['title', 'vision', 'message', 'reward', 'target', 'last_day'] as const;

export type Editable = Pick<Challenge, (typeof NAMES)[number]>;

export const editable = ({ title, vision, message, reward, target, last_day }: Challenge): Editable => ({
  title,
  vision,
  message,
  reward,
  target,
  last_day
});

/** Only what is different travels: what a co-leader changes at the same time stays. */
export function changed(was: Editable, now: Editable): ChallengeEdit {
  return Object.fromEntries(NAMES.filter((name) => now[name] !== was[name]).map((name) => [name, now[name]]));
}
