/** Badges as the shelf shows them: earned (newest first), the three nearest, and the rest. Pure. */
import type { Badge } from '#lib/api/types.ts';

export interface Shelf {
  earned: Badge[];
  nearest: Badge[];
  others: Badge[];
}

export const part = (badge: Badge): number => (badge.need > 0 ? Math.min(1, badge.have / badge.need) : 0);

/** `nearest` are the ids of those within reach, as the server sees it. */
export function shelve(badges: Badge[], nearest: string[]): Shelf {
  const earned = badges.filter((badge) => badge.earned_at);
  const open = badges.filter((badge) => !badge.earned_at).sort((a, b) => part(b) - part(a));
  earned.sort((a, b) => (b.earned_at ?? '').localeCompare(a.earned_at ?? ''));
  const near = nearest.flatMap((id) => open.filter((badge) => badge.badge_id === id));
  return { earned, nearest: near, others: open.filter((badge) => !nearest.includes(badge.badge_id)) };
}
