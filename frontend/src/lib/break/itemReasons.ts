/** Why an item is in the break, as a sentence. */
import type { Item } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type Reason = Item['why'];

const SENTENCES: Record<Reason['code'], (days: number) => string> = {
  new: () => m.reason_new(),
  lesson: () => m.reason_lesson(),
  first: () => m.reason_first(),
  checkpoint: () => m.reason_checkpoint(),
  critical: () => m.reason_critical(),
  wrong: () => m.reason_wrong(),
  unsure: () => m.reason_unsure(),
  due: (days) => m.reason_due({ count: days }),
  refresher: () => m.reason_refresher(),
  practice: () => m.reason_practice(),
  nudge: () => m.reason_nudge(),
  preview: () => m.reason_preview()
};

export const reasonText = ({ code, days }: Reason): string => SENTENCES[code](days);
