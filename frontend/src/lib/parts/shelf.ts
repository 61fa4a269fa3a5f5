/** Badges as the shelf shows them: earned (newest first), the three nearest, and the rest. Pure. */
import type { Badge } from '#lib/api/types.ts';

const NEAREST = 3;

export interface Shelf {
  earned: Badge[];
  nearest: Badge[];
  others: Badge[];
}

export const part = (badge: Badge): number => (badge.need > 0 ? Math.min(1, badge.have / badge.need) : 0);

export function shelve(badges: Badge[]): Shelf {
  const earned = badges.filter((badge) => badge.earned_at);
  const open = badges.filter((badge) => !badge.earned_at).sort((a, b) => part(b) - part(a));
  earned.sort((a, b) => (b.earned_at ?? '').localeCompare(a.earned_at ?? ''));
  return { earned, nearest: open.slice(0, NEAREST), others: open.slice(NEAREST) };
}
