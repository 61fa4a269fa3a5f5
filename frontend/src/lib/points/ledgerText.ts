/** Why somebody has points, in the app's language. */
import type { Points } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type LedgerLine = Points['lines'][number];

const REASONS: Record<LedgerLine['reason'], () => string> = {
  right_answer: m.points_reason_right_answer,
  wrong_answer: m.points_reason_wrong_answer,
  lesson: m.points_reason_lesson,
  checkpoint: m.points_reason_checkpoint,
  moment: m.points_reason_moment,
  moment_removed: m.points_reason_moment_removed,
  correction: m.points_reason_correction,
  challenge: m.points_reason_challenge,
  other: m.points_reason_other
};

export const reasonText = (reason: LedgerLine['reason']): string => REASONS[reason]();

/** "Lesson: Greeting", by what the points are about. */
export const aboutText =
  (reason: LedgerLine['reason']) =>
  (subject: string): string =>
    m.points_reason_about({ reason: reasonText(reason), subject });
