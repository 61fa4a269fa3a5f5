/**
 * The figures that several screens show, from one place: what the server last said of this person,
 * and what waits in the outbox. Pure.
 *
 * An answer that waits keeps the streak, because the server accepts every day of practice. It moves
 * no points: only the server knows what it earns.
 */
import type { Me } from '#lib/api/types.ts';
import { toLocalDay } from '#lib/i18n/localDay.ts';
import { dayAfter, mondayOf } from './days.ts';

/** The person as the server last described them, and when by this phone's clock. */
export type StoredMe = Me & { seen_at?: string };

export interface Figures {
  /** The team's local day now, as far as this phone can know. */
  today: string;
  points: number;
  weekPoints: number;
  streak: number;
  practisedToday: boolean;
}

/**
 * The local day now. A wrong clock does no harm: only the time since the server named the day
 * counts, and it never runs backwards.
 */
export function findToday(me: StoredMe, now: number): string {
  const seen = me.seen_at ? Date.parse(me.seen_at) : now;
  const localDay = (instant: number) =>
    Date.parse(toLocalDay(new Date(instant).toISOString(), me.team.zone));
  return dayAfter(me.day, Math.max(0, Math.round((localDay(now) - localDay(seen)) / 86_400_000)));
}

/** `waiting` are the days of the answers in the outbox. */
export function foldFigures(me: StoredMe, waiting: string[], now: number): Figures {
  const today = findToday(me, now);
  const answered = waiting.some((day) => day >= me.day);
  const isThisWeek = mondayOf(today) === me.week;
  return {
    today,
    points: me.points,
    weekPoints: isThisWeek ? me.week_points : 0,
    streak: answered && !me.practised_today ? me.streak_if_today : me.streak,
    practisedToday: me.day === today && (me.practised_today || answered)
  };
}
