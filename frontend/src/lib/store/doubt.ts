/**
 * What is left of the trust in a batch after the server stumbled over it (5xx). A batch that fails
 * three times is halved, down to single entries; a single one that fails goes behind all others, so
 * that it keeps nobody waiting, and is set aside when it alone made the server fail five times. Pure.
 */
import { BATCH_LIMIT, nextBatch, type Batch, type Entry } from './outbox';

const HALVE_AFTER = 3;
const SET_ASIDE_AFTER = 5;

export interface Doubt {
  /** How many entries may go together. */
  limit: number;
  /** How often in a row a batch of more than one has failed. */
  failures: number;
  /** Entries that failed on their own, with the faults that were theirs. */
  suspects: Record<string, number>;
}

/** again: send at once what is next. later: wait first. set-aside: the one entry of the batch goes out. */
export type Step = 'again' | 'later' | 'set-aside';

export const noDoubt = (): Doubt => ({ limit: BATCH_LIMIT, failures: 0, suspects: {} });

/** Whoever is above suspicion goes first; suspects go one by one, those with the fewest faults first. */
export function pick(entries: Entry[], login: string, doubt: Doubt): Batch {
  const faults = (entry: Entry) => doubt.suspects[entry.id];
  const clean = entries.filter((entry) => faults(entry) === undefined);
  const batch = nextBatch(clean, login, doubt.limit);
  if (batch.entries.length > 0) return batch;
  const least = Math.min(...entries.filter((entry) => entry.login === login).map((one) => faults(one) ?? 0));
  return nextBatch(
    entries.filter((entry) => faults(entry) === least),
    login,
    1
  );
}

/** Only a plain 500 is held against an entry: 502, 503 and 504 say that the server is not there. */
function aloneFailed(doubt: Doubt, id: string, status: number): { doubt: Doubt; step: Step } {
  const faults = (doubt.suspects[id] ?? 0) + (status === 500 ? 1 : 0);
  if (faults >= SET_ASIDE_AFTER) return { doubt: cleared(doubt, [id]), step: 'set-aside' };
  return { doubt: { ...doubt, suspects: { ...doubt.suspects, [id]: faults } }, step: 'later' };
}

/** The server failed with `status` (5xx) over these entries. */
export function failed(doubt: Doubt, ids: string[], status: number): { doubt: Doubt; step: Step } {
  if (ids.length === 1) return aloneFailed(doubt, ids[0]!, status);
  const failures = doubt.failures + 1;
  const halving = doubt.limit < BATCH_LIMIT && status === 500;
  if (failures < HALVE_AFTER && !halving) return { doubt: { ...doubt, failures }, step: 'later' };
  const smaller = { ...halved(doubt, ids.length), failures: 0 };
  return { doubt: smaller, step: status === 500 ? 'again' : 'later' };
}

export const halved = (doubt: Doubt, size: number): Doubt => ({
  ...doubt,
  limit: Math.max(1, Math.floor(size / 2))
});

/** These went through: trust grows again, by doubling. */
export const passed = (doubt: Doubt, ids: string[]): Doubt => ({
  ...cleared(doubt, ids),
  limit: Math.min(BATCH_LIMIT, doubt.limit * 2),
  failures: 0
});

/** These are out of the outbox, or get another chance. */
export function cleared(doubt: Doubt, ids: string[]): Doubt {
  const suspects = Object.fromEntries(Object.entries(doubt.suspects).filter(([id]) => !ids.includes(id)));
  return { ...doubt, suspects };
}
