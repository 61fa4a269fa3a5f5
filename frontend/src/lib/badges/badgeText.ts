/** The words of badges: of built-in ones by their code, of a pack's in the author's own words. */
import type { Badge } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type BuiltInBadge = NonNullable<Badge['code']>;
type BadgeStep = Badge['steps'][number];
type BadgeWords = Pick<Badge, 'code' | 'title' | 'story'>;

const TITLES: Record<BuiltInBadge, () => string> = {
  'showed-up': m.badge_showed_up_title,
  curious: m.badge_curious_title,
  steady: m.badge_steady_title,
  devoted: m.badge_devoted_title,
  honest: m.badge_honest_title,
  'true-aim': m.badge_true_aim_title,
  keeper: m.badge_keeper_title,
  challenge: m.badge_challenge_title,
  race: m.badge_race_title,
  'national-award': m.badge_national_award_title
};

const STORIES: Record<BuiltInBadge, () => string> = {
  'showed-up': m.badge_showed_up_story,
  curious: m.badge_curious_story,
  steady: m.badge_steady_story,
  devoted: m.badge_devoted_story,
  honest: m.badge_honest_story,
  'true-aim': m.badge_true_aim_story,
  keeper: m.badge_keeper_story,
  challenge: m.badge_challenge_story,
  race: m.badge_race_story,
  'national-award': m.badge_national_award_story
};

const STEPS: Record<BadgeStep['code'], (amounts: { have: number; need: number }) => string> = {
  lessons: m.badge_step_lessons,
  checkpoint: m.badge_step_checkpoint,
  answers: m.badge_step_answers,
  concepts: m.badge_step_concepts,
  right: m.badge_step_right,
  unsure: m.badge_step_unsure,
  sure_right: m.badge_step_sure_right,
  kept: m.badge_step_kept,
  streak: m.badge_step_streak,
  moment: m.badge_step_moment,
  moments: m.badge_step_moments,
  challenge: m.badge_step_challenge,
  remembered: m.badge_step_remembered,
  fresh: m.badge_step_fresh
};

export const badgeTitle = ({ code, title }: BadgeWords): string =>
  code ? TITLES[code]() : (title ?? '');

export const badgeStory = ({ code, story }: BadgeWords): string =>
  code ? STORIES[code]() : (story ?? '');

/** "3 of 5 lessons read"; of a single thing "A lesson read", or "A lesson read: not yet" */
export const stepText = ({ code, have, need }: BadgeStep): string => STEPS[code]({ have, need });
