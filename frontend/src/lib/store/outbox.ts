/** Rules of the outbox, without I/O: what a batch holds, and what an answer means. Pure. */
import type { Attempt, Outcome, Read } from '#lib/api/types.ts';

export const BATCH_LIMIT = 50;

/** `title` is what the person saw; a refusal is reported with it. */
export type OutboxEntry = {
  id: string;
  login: string;
  day: string;
  item_id: string;
  title: string;
} & ({ kind: 'attempt'; body: Attempt } | { kind: 'read'; body: Read });

export interface Refusal {
  id: string;
  login: string;
  title: string;
  problem: string;
  at: string;
  /** Set if the server never judged the entry, so that it can be sent again. */
  entry?: OutboxEntry;
}

export interface Batch {
  entries: OutboxEntry[];
  attempts: Attempt[];
  reads: Read[];
}

/** The oldest entries of one person. Ids are UUIDv7, so their order is the order of answering. */
export function nextBatch(
  entries: OutboxEntry[],
  login: string,
  limit: number = BATCH_LIMIT
): Batch {
  const mine = entries
    .filter((entry) => entry.login === login)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, limit);
  return {
    entries: mine,
    attempts: mine.flatMap((entry) => (entry.kind === 'attempt' ? [entry.body] : [])),
    reads: mine.flatMap((entry) => (entry.kind === 'read' ? [entry.body] : []))
  };
}

/** The code of an entry that the server does not judge yet: the person sent very many of late. */
const LATER_CODE = 'practice.sent_too_much';

export interface BatchResult {
  /** Ids that can leave the outbox: only those that the server named. */
  acknowledged: string[];
  refusals: Refusal[];
}

export function readOutcomes(batch: OutboxEntry[], outcomes: Outcome[], at: string): BatchResult {
  const sent = new Map(batch.map((entry) => [entry.id, entry]));
  const known = outcomes.filter((outcome) => sent.has(outcome.id) && outcome.code !== LATER_CODE);
  const refusals = known.flatMap((outcome) => {
    const entry = sent.get(outcome.id);
    if (outcome.status !== 'refused' || !entry) return [];
    return [createRefusal(entry, outcome.problem ?? '', at)];
  });
  return { acknowledged: known.map((outcome) => outcome.id), refusals };
}

/** Seconds to wait for the entries that the server does not judge yet; null if there are none. */
export function findWait(outcomes: Outcome[]): number | null {
  const wait = outcomes.find((outcome) => outcome.code === LATER_CODE)?.values?.wait;
  return typeof wait === 'number' ? wait : null;
}

export function createRefusal(entry: OutboxEntry, problem: string, at: string): Refusal {
  return { id: entry.id, login: entry.login, title: entry.title, problem, at };
}

/** What to do when the server answered a whole batch with an error status. */
export type FailureAction = 'sign-in' | 'other' | 'split' | 'set-aside' | 'retry' | 'later';

export function chooseFailureAction(status: number, size: number): FailureAction {
  if (status === 401) return 'sign-in';
  if (status === 409) return 'other';
  if (status >= 500) return 'retry';
  const ours = [400, 404, 413, 415, 422].includes(status);
  if (!ours) return 'later';
  return size > 1 ? 'split' : 'set-aside';
}

/**
 * Milliseconds before try `tries` (from 1): 2 s, doubling up to a minute, times 0.75 to 1.25 by
 * `random` (0 to 1).
 */
export function backoffMs(tries: number, random: number): number {
  const base = Math.min(60_000, 2_000 * 2 ** (tries - 1));
  return Math.round(base * (0.75 + random / 2));
}
