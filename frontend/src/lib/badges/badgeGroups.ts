/** Groups badges for the badges page: earned (newest first), nearest, and all others. Pure. */
import type { Badge } from '#lib/api/types.ts';

export interface BadgeGroups {
  earned: Badge[];
  nearest: Badge[];
  others: Badge[];
}

export const progressShare = (badge: Badge): number =>
  badge.need > 0 ? Math.min(1, badge.have / badge.need) : 0;

/** `nearest` are the ids of the badges within reach, in the server's order. */
export function groupBadges(badges: Badge[], nearest: string[]): BadgeGroups {
  const earned = badges.filter((badge) => badge.earned_at);
  const open = badges
    .filter((badge) => !badge.earned_at)
    .sort((a, b) => progressShare(b) - progressShare(a));
  earned.sort((a, b) => (b.earned_at ?? '').localeCompare(a.earned_at ?? ''));
  const near = nearest.flatMap((id) => open.filter((badge) => badge.badge_id === id));
  return {
    earned,
    nearest: near,
    others: open.filter((badge) => !nearest.includes(badge.badge_id))
  };
}
