/**
 * What is left of the trust in a batch after the server stumbled over it (5xx). A batch that fails
 * three times is halved, down to single entries; a single one that fails goes behind all others, so
 * that it keeps nobody waiting, and is set aside when it alone made the server fail five times. Pure.
 */
import { BATCH_LIMIT, nextBatch, type Batch, type OutboxEntry } from './outbox.ts';

const HALVE_AFTER = 3;
const SET_ASIDE_AFTER = 5;

export interface RetryState {
  /** How many entries may go together. */
  limit: number;
  /** How often in a row a batch of more than one has failed. */
  failures: number;
  /** Entries that failed on their own, with the faults that were theirs. */
  suspects: Record<string, number>;
}

/** again: send at once what is next. later: wait first. set-aside: the one entry of the batch goes out. */
export type RetryStep = 'again' | 'later' | 'set-aside';

export const createRetryState = (): RetryState => ({
  limit: BATCH_LIMIT,
  failures: 0,
  suspects: {}
});

/** Whoever is above suspicion goes first; suspects go one by one, those with the fewest faults first. */
export function chooseBatch(entries: OutboxEntry[], login: string, retry: RetryState): Batch {
  const faults = (entry: OutboxEntry) => retry.suspects[entry.id];
  const clean = entries.filter((entry) => faults(entry) === undefined);
  const batch = nextBatch(clean, login, retry.limit);
  if (batch.entries.length > 0) return batch;
  const least = Math.min(
    ...entries.filter((entry) => entry.login === login).map((one) => faults(one) ?? 0)
  );
  return nextBatch(
    entries.filter((entry) => faults(entry) === least),
    login,
    1
  );
}

/** Only a plain 500 is held against an entry: 502, 503 and 504 say that the server is not there. */
function recordSingleFailure(
  retry: RetryState,
  id: string,
  status: number
): { retry: RetryState; step: RetryStep } {
  const faults = (retry.suspects[id] ?? 0) + (status === 500 ? 1 : 0);
  if (faults >= SET_ASIDE_AFTER) return { retry: clearSuspects(retry, [id]), step: 'set-aside' };
  return { retry: { ...retry, suspects: { ...retry.suspects, [id]: faults } }, step: 'later' };
}

/** The server failed with `status` (5xx) over these entries. */
export function recordFailure(
  retry: RetryState,
  ids: string[],
  status: number
): { retry: RetryState; step: RetryStep } {
  if (ids.length === 1) return recordSingleFailure(retry, ids[0]!, status);
  const failures = retry.failures + 1;
  const halving = retry.limit < BATCH_LIMIT && status === 500;
  if (failures < HALVE_AFTER && !halving) return { retry: { ...retry, failures }, step: 'later' };
  const smaller = { ...halveLimit(retry, ids.length), failures: 0 };
  return { retry: smaller, step: status === 500 ? 'again' : 'later' };
}

export const halveLimit = (retry: RetryState, size: number): RetryState => ({
  ...retry,
  limit: Math.max(1, Math.floor(size / 2))
});

/** These went through: trust grows again, by doubling. */
export const recordSuccess = (retry: RetryState, ids: string[]): RetryState => ({
  ...clearSuspects(retry, ids),
  limit: Math.min(BATCH_LIMIT, retry.limit * 2),
  failures: 0
});

/** These are out of the outbox, or get another chance. */
export function clearSuspects(retry: RetryState, ids: string[]): RetryState {
  const suspects = Object.fromEntries(
    Object.entries(retry.suspects).filter(([id]) => !ids.includes(id))
  );
  return { ...retry, suspects };
}
