/** Which notices a person has read and dismissed on this phone. Pure. */
import type { Notice } from '#lib/api/types.ts';
import { toLocalDay } from '#lib/i18n/localDay.ts';

export interface ReadState {
  /** Id of the newest notice that was on the screen. */
  upTo: string;
  /** Cards that were dismissed and celebrations that were shown. */
  over: string[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a result is shown as new. */
const RESULT_NEW_MS = 7 * DAY_MS;

/** Identifies a card: notices of one kind and challenge are one card, also for several teams. */
const card = (notice: Notice) => `${notice.kind}:${notice.challenge}`;
const later = (a: string, b: string) => BigInt(a) > BigInt(b);
const age = (notice: Notice, now: number) => now - Date.parse(notice.at);

/**
 * The first state of a person who is new to this phone: notices older than a day count as read.
 * `notices` are newest first.
 */
export function createReadState(notices: Notice[], now: number): ReadState {
  const old = notices.filter((notice) => age(notice, now) > DAY_MS);
  return { upTo: old[0]?.id ?? '0', over: old.map(card) };
}

export const findUnread = (notices: Notice[], readState: ReadState): Notice[] =>
  notices.filter((notice) => later(notice.id, readState.upTo));

export const markAllRead = (notices: Notice[], readState: ReadState): ReadState => ({
  ...readState,
  upTo: notices[0]?.id ?? readState.upTo
});

/** Marks a card as dismissed, and forgets cards whose notices no longer exist. */
export function dismissNotice(notice: Notice, notices: Notice[], readState: ReadState): ReadState {
  const current = new Set(notices.map(card));
  return {
    ...readState,
    over: [...readState.over.filter((one) => current.has(one)), card(notice)]
  };
}

/** Challenges that started on this day of the team and have neither been cancelled nor ended. */
export function findKickoffs(notices: Notice[], readState: ReadState, day: string): Notice[] {
  const ended = ['cancelled', 'settled'];
  const off = new Set(notices.flatMap((one) => (ended.includes(one.kind) ? [one.challenge] : [])));
  return notices.filter(
    (one) =>
      one.kind === 'kickoff' &&
      !readState.over.includes(card(one)) &&
      !off.has(one.challenge) &&
      dayOf(one.at) === day
  );
}

/** Results that are still news, by whether the target was reached. Oldest first. */
export const findResults = (
  notices: Notice[],
  readState: ReadState,
  reached: boolean,
  now: number
): Notice[] =>
  notices
    .filter(
      (one) =>
        one.kind === 'settled' &&
        one.body.reached === reached &&
        !readState.over.includes(card(one)) &&
        age(one, now) < RESULT_NEW_MS
    )
    .reverse();

/** The phone is where its team is, so the phone's time zone is used. */
const dayOf = (at: string) => toLocalDay(at);
