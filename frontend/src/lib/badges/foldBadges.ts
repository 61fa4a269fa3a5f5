/** The badges page as last fetched, with what this phone has learnt since. Pure. */
import type { Award, Badge, Badges } from '#lib/api/types.ts';

/** Marks badges as earned. One that the page does not know is left to the next fetch. */
export function markEarned(page: Badges, awards: Award[], at: string): Badges {
  const earned = new Set(awards.map((award) => award.badge_id));
  return {
    badges: page.badges.map((badge) =>
      earned.has(badge.badge_id) && !badge.earned_at
        ? { ...badge, earned_at: at, have: badge.need, steps: [] }
        : badge
    ),
    nearest: page.nearest.filter((id) => !earned.has(id))
  };
}

/** Raises the steps that count days in a row to a streak that other screens show already. */
export function raiseStreakSteps(page: Badges, streak: number): Badges {
  return { ...page, badges: page.badges.map((badge) => raiseBadge(badge, streak)) };
}

function raiseBadge(badge: Badge, streak: number): Badge {
  if (badge.earned_at) return badge;
  const steps = badge.steps.map((step) =>
    step.code === 'streak'
      ? { ...step, have: Math.max(step.have, Math.min(step.need, streak)) }
      : step
  );
  const sum = (list: Badge['steps']) => list.reduce((have, step) => have + step.have, 0);
  return {
    ...badge,
    steps,
    have: Math.min(badge.need, badge.have + sum(steps) - sum(badge.steps))
  };
}
