/** The pace of a running challenge in words, for those who lead it. */
import type { Pace } from '#lib/api/types.ts';
import { formatAmount } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';

/** What was kept so far, and what is needed from now on: one or two sentences. */
export function paceTexts(pace: Pace, unit: string, lower: boolean): string[] {
  const kept = pace.kept === null ? '' : keptText(pace, formatAmount(pace.kept, unit));
  return [kept, neededText(pace, unit, lower)].filter(Boolean);
}

const keptText = ({ kind }: Pace, kept: string): string =>
  kind === 'average' ? m.challenge_pace_kept_average({ kept }) : m.challenge_pace_kept({ kept });

function neededText(pace: Pace, unit: string, lower: boolean): string {
  if (!pace.possible) return m.challenge_pace_impossible();
  if (pace.needed === null) return m.challenge_pace_over();
  if (pace.kind === 'a_day' && pace.needed === 0 && !lower) return m.challenge_pace_reached();
  const values = { needed: formatAmount(pace.needed, unit), count: pace.days_left };
  if (pace.kind === 'average')
    return lower
      ? m.challenge_pace_needed_average_below(values)
      : m.challenge_pace_needed_average(values);
  return lower ? m.challenge_pace_needed_below(values) : m.challenge_pace_needed(values);
}
