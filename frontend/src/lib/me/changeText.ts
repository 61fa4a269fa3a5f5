/** What somebody else changed about a person, in the app's language. */
import type { Changes } from '#lib/api/types.ts';
import {
  formatDay,
  formatDays,
  formatItems,
  formatSigned,
  longWeekdays
} from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';
import { joinDays } from '#lib/rota/daySpans.ts';

type Change = Changes['changes'][number];

const daysText = (days: readonly string[]): string =>
  formatItems(joinDays(days).map(({ first, last }) => formatDays(first, last)));

const TEXTS: Record<Change['kind'], (change: Change) => string> = {
  correct_points: (change) =>
    m.changes_points({
      points: formatSigned(change.points ?? 0),
      day: formatDay(change.day ?? change.at)
    }),
  set_pin: () => m.changes_pin(),
  take_days_off: (change) => m.changes_days_off({ days: daysText(change.days_off) }),
  cancel_day_off: (change) => m.changes_day_cancelled({ days: daysText(change.days_as_the_week) }),
  set_week: (change) =>
    change.work_days
      ? m.changes_week({
          days: formatItems(change.work_days.map((day) => longWeekdays()[day - 1] ?? ''))
        })
      : m.changes_week_of_team(),
  import_rota: rotaText,
  rename_person: () => m.changes_name(),
  remove_alias: () => m.changes_alias_removed(),
  pause_moments: () => m.changes_moments_paused(),
  resume_moments: () => m.changes_moments_resumed(),
  pause_names: () => m.changes_names_paused(),
  resume_names: () => m.changes_names_resumed()
};

/** The days that a rota changed, each kind in a sentence of its own. */
function rotaText(change: Change): string {
  return [
    change.days_on.length > 0 && m.changes_rota_on({ days: daysText(change.days_on) }),
    change.days_off.length > 0 && m.changes_rota_off({ days: daysText(change.days_off) }),
    change.days_as_the_week.length > 0 &&
      m.changes_day_cancelled({ days: daysText(change.days_as_the_week) })
  ]
    .filter(Boolean)
    .join(' ');
}

export const changeText = (change: Change): string => TEXTS[change.kind](change);
