/** How long a break takes, in words a person can plan with. Pure. */
import type { Item } from '#lib/api/types.ts';

/**
 * Whole minutes that these items take, at least one. They are rounded up, because a person who has
 * two minutes must not start a break of two and a half. `seconds` are the server's, at this
 * person's pace, and include all that is read.
 */
export const countMinutes = (items: Pick<Item, 'seconds'>[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + item.seconds, 0) / 60));
