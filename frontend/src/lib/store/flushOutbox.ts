/**
 * Sends the outbox. It runs under a lock, so that it never competes with another tab or a sign-in.
 * The signed-in person is read inside the lock and confirmed by the server, so that answers are
 * never sent under another person's session.
 */
import { sendAttempts } from '#lib/api/calls.ts';
import { Problem } from '#lib/api/http.ts';
import type { Me, Receipt } from '#lib/api/types.ts';
import { get, storageKeys } from './database.ts';
import {
  clearSuspects,
  recordFailure,
  halveLimit,
  createRetryState,
  recordSuccess,
  chooseBatch
} from './batchRetry.ts';
import { withLock } from './lock.ts';
import {
  createRefusal,
  findWait,
  readOutcomes,
  chooseFailureAction,
  type Batch,
  type OutboxEntry
} from './outbox.ts';
import { applyReceipt, listEntries, requeueRefusal } from './outboxStorage.ts';

/**
 * empty: nothing to send. later: try again. sign-in: the session ended. other: the session belongs
 * to somebody else.
 */
export type FlushState = 'empty' | 'later' | 'sign-in' | 'other';

export interface FlushResult {
  state: FlushState;
  wait: number | null;
}

/** The tab that sends the outbox. */
export interface Tab {
  login: string;
  /** Asks the server whether the session belongs to `login`, unless it is known already. */
  confirm: (anew: boolean) => Promise<'same' | Exclude<FlushState, 'empty'>>;
  onReceipt: (receipt: Receipt) => void;
}

let retry = createRetryState();
const now = () => new Date().toISOString();

/** `wait` is in seconds; null if the server named no time. */
const stopWith = (state: FlushState, wait: number | null = null): FlushResult => ({ state, wait });

async function setAside(entry: OutboxEntry, problem: Problem): Promise<void> {
  const refusals = [{ ...createRefusal(entry, problem.message, now()), entry }];
  await applyReceipt([entry], { acknowledged: [entry.id], refusals }, [], []);
}

/** Puts an entry that was set aside back into the outbox. */
export function retryRefusal(id: string): Promise<void> {
  return withLock(async () => {
    retry = clearSuspects(retry, [id]);
    await requeueRefusal(id);
  });
}

/** Sends one batch. Null means: continue with the next batch. */
async function sendBatch(batch: Batch, tab: Tab): Promise<FlushResult | null> {
  try {
    const receipt = await sendAttempts(tab.login, batch.attempts, batch.reads);
    const settlement = readOutcomes(batch.entries, receipt.outcomes, now());
    await applyReceipt(batch.entries, settlement, receipt.outcomes, receipt.awards);
    tab.onReceipt(receipt);
    const wait = findWait(receipt.outcomes);
    if (settlement.acknowledged.length === 0 || wait !== null) return stopWith('later', wait);
    retry = recordSuccess(retry, settlement.acknowledged);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return handleFailure(batch.entries, error, tab);
  }
}

async function handleFailure(
  entries: OutboxEntry[],
  problem: Problem,
  tab: Tab
): Promise<FlushResult | null> {
  const next = chooseFailureAction(problem.status, entries.length);
  if (next === 'sign-in') return stopWith('sign-in');
  if (next === 'later') return stopWith('later', problem.wait);
  if (next === 'other') {
    const state = await tab.confirm(true);
    return stopWith(state === 'same' ? 'later' : state);
  }
  if (next === 'split') {
    retry = halveLimit(retry, entries.length);
    return null;
  }
  if (next === 'retry') {
    const ids = entries.map((entry) => entry.id);
    const after = recordFailure(retry, ids, problem.status);
    retry = after.retry;
    if (after.step === 'later') return stopWith('later', problem.wait);
    if (after.step === 'again') return null;
  }
  await setAside(entries[0]!, problem);
  return null;
}

/** Sends batches until the outbox is empty or something prevents it. */
export function flushOutbox(tab: Tab): Promise<FlushResult> {
  return withLock(async () => {
    for (;;) {
      const stored = (await get<Me>(storageKeys.me))?.login;
      if (!stored) return stopWith('sign-in');
      if (stored !== tab.login) return stopWith('other');
      const batch = chooseBatch(await listEntries(tab.login), tab.login, retry);
      if (batch.entries.length === 0) return stopWith('empty');
      const state = await tab.confirm(false);
      if (state !== 'same') return stopWith(state);
      const end = await sendBatch(batch, tab);
      if (end) return end;
    }
  });
}
