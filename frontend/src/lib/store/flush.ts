/**
 * Emptying the outbox. Runs under the lock, so it never races a second tab or a sign-in; who is
 * signed in is read inside the lock, so one person's answers never go out under another's session.
 */
import { sendAttempts } from '#lib/api/calls.ts';
import { Problem } from '#lib/api/http.ts';
import type { Me, Receipt } from '#lib/api/types.ts';
import { get, names } from './db';
import { locked } from './lock';
import { BATCH_LIMIT, nextBatch, refusal, settle, verdict, type Entry } from './outbox';
import { applyReceipt, entriesOf } from './record';

export interface Flushed {
  /** empty: nothing waits. later: try again. sign-in: the session is over. */
  state: 'empty' | 'later' | 'sign-in';
  wait: number | null;
}

const now = () => new Date().toISOString();

async function setAside(entry: Entry, problem: Problem): Promise<void> {
  const refusals = [refusal(entry, problem.message, now())];
  await applyReceipt([entry], { acknowledged: [entry.id], refusals }, [], []);
}

/** Sends batches until nothing is left or something stands in the way. */
export function flushOutbox(onReceipt: (receipt: Receipt) => void): Promise<Flushed> {
  return locked(async () => {
    let limit = BATCH_LIMIT;
    for (;;) {
      const login = (await get<Me>(names.me))?.login;
      if (!login) return { state: 'sign-in', wait: null };
      const batch = nextBatch(await entriesOf(login), login, limit);
      const first = batch.entries[0];
      if (!first) return { state: 'empty', wait: null };
      try {
        const receipt = await sendAttempts(batch.attempts, batch.reads);
        const settlement = settle(batch.entries, receipt.outcomes, now());
        await applyReceipt(batch.entries, settlement, receipt.outcomes, receipt.awards);
        onReceipt(receipt);
        if (settlement.acknowledged.length === 0) return { state: 'later', wait: null };
        limit = BATCH_LIMIT;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const next = verdict(error.status, batch.entries.length);
        if (next === 'sign-in') return { state: 'sign-in', wait: null };
        if (next === 'later') return { state: 'later', wait: error.wait };
        if (next === 'split') limit = Math.max(1, Math.floor(batch.entries.length / 2));
        else await setAside(first, error);
      }
    }
  });
}
