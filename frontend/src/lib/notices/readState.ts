/** What a person was told, and what of it has come before their eyes on this phone. Pure. */
import type { Notice } from '#lib/api/types.ts';

export interface ReadState {
  /** The newest one that was on the screen. */
  upTo: string;
  /** Cards that were put away and celebrations that were held. */
  over: string[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A team's day begins at four. */
const ROLLOVER_MS = 4 * HOUR_MS;
/** How long a result is news. */
const NEWS_MS = 7 * DAY_MS;

/** One card for each kind and challenge, whichever of the person's teams was told. */
const card = (notice: Notice) => `${notice.kind}:${notice.challenge}`;
const later = (a: string, b: string) => BigInt(a) > BigInt(b);
const age = (notice: Notice, now: number) => now - Date.parse(notice.at);

/** Somebody who is new to this phone: what is older than a day is no news to them. `notices` come newest first. */
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

/** Remembers that a card is over, and forgets those of which nobody speaks any more. */
export function dismissNotice(notice: Notice, notices: Notice[], readState: ReadState): ReadState {
  const current = new Set(notices.map(card));
  return {
    ...readState,
    over: [...readState.over.filter((one) => current.has(one)), card(notice)]
  };
}

/** What began on this day of the team, unless it was called off or is over already. */
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

/** Results that are still news: those that were reached, or those that were not. The oldest first. */
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
        age(one, now) < NEWS_MS
    )
    .reverse();

/** The phone is where its team is, so its own zone will do. */
const dayOf = (at: string) => new Date(Date.parse(at) - ROLLOVER_MS).toLocaleDateString('sv');
