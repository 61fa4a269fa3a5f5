/**
 * What to send after the server failed on a batch (5xx). A batch that fails three times is halved,
 * down to single entries. A single entry that fails is sent after all others, so that it delays
 * nothing, and is set aside after five failures of its own. Pure.
 */
import { BATCH_LIMIT, nextBatch, type Batch, type OutboxEntry } from './outbox.ts';

const HALVE_AFTER = 3;
const SET_ASIDE_AFTER = 5;

export interface RetryState {
  /** Largest number of entries in a batch. */
  limit: number;
  /** How often in a row a batch of several entries failed. */
  failures: number;
  /** Ids of entries that failed alone, with the number of failures. */
  suspects: Record<string, number>;
}

/** again: send the next batch at once. later: wait first. set-aside: take the entry out. */
export type RetryStep = 'again' | 'later' | 'set-aside';

export const createRetryState = (): RetryState => ({
  limit: BATCH_LIMIT,
  failures: 0,
  suspects: {}
});

/** Entries without failures go first. Suspects go one by one, fewest failures first. */
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

/** Only a 500 counts against an entry: 502, 503 and 504 say that the server is not reachable. */
function recordSingleFailure(
  retry: RetryState,
  id: string,
  status: number
): { retry: RetryState; step: RetryStep } {
  const faults = (retry.suspects[id] ?? 0) + (status === 500 ? 1 : 0);
  if (faults >= SET_ASIDE_AFTER) return { retry: clearSuspects(retry, [id]), step: 'set-aside' };
  return { retry: { ...retry, suspects: { ...retry.suspects, [id]: faults } }, step: 'later' };
}

/** Updates the state after the server failed with `status` (5xx) on these entries. */
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

/** Updates the state after these entries were accepted: the limit doubles. */
export const recordSuccess = (retry: RetryState, ids: string[]): RetryState => ({
  ...clearSuspects(retry, ids),
  limit: Math.min(BATCH_LIMIT, retry.limit * 2),
  failures: 0
});

/** Removes these ids from the suspects. */
export function clearSuspects(retry: RetryState, ids: string[]): RetryState {
  const suspects = Object.fromEntries(
    Object.entries(retry.suspects).filter(([id]) => !ids.includes(id))
  );
  return { ...retry, suspects };
}
