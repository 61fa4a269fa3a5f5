/**
 * Emptying the outbox. Runs under the lock, so it never races a second tab or a sign-in; who is
 * signed in is read inside the lock and confirmed by the server, so one person's answers never go
 * out under another's session.
 */
import { sendAttempts } from '#lib/api/calls.ts';
import { Problem } from '#lib/api/http.ts';
import type { Me, Receipt } from '#lib/api/types.ts';
import { get, names } from './db';
import { cleared, failed, halved, noDoubt, passed, pick } from './doubt';
import { locked } from './lock';
import { refusal, settle, verdict, type Batch, type Entry } from './outbox';
import { applyReceipt, entriesOf, sendAgain } from './record';

/** empty: nothing waits. later: try again. sign-in: the session is over. other: it is somebody else's. */
export type State = 'empty' | 'later' | 'sign-in' | 'other';

export interface Flushed {
  state: State;
  wait: number | null;
}

/** The tab that asks for the flush. */
export interface Tab {
  login: string;
  /** Asks the server, unless it has said so already, whether the session is that of `login`. */
  confirm: (anew: boolean) => Promise<'same' | Exclude<State, 'empty'>>;
  took: (receipt: Receipt) => void;
}

let doubt = noDoubt();
const now = () => new Date().toISOString();

/** `wait` is in seconds, where the server named it. */
const stopped = (state: State, wait: number | null = null): Flushed => ({ state, wait });

async function setAside(entry: Entry, problem: Problem): Promise<void> {
  const refusals = [{ ...refusal(entry, problem.message, now()), entry }];
  await applyReceipt([entry], { acknowledged: [entry.id], refusals }, [], []);
}

/** Gives an entry that was set aside another chance. */
export function takeBack(id: string): Promise<void> {
  return locked(async () => {
    doubt = cleared(doubt, [id]);
    await sendAgain(id);
  });
}

/** Sends one batch; null means: go on with the next. */
async function send(batch: Batch, tab: Tab): Promise<Flushed | null> {
  try {
    const receipt = await sendAttempts(tab.login, batch.attempts, batch.reads);
    const settlement = settle(batch.entries, receipt.outcomes, now());
    await applyReceipt(batch.entries, settlement, receipt.outcomes, receipt.awards);
    tab.took(receipt);
    if (settlement.acknowledged.length === 0) return stopped('later');
    doubt = passed(doubt, settlement.acknowledged);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return stumble(batch.entries, error, tab);
  }
}

async function stumble(entries: Entry[], problem: Problem, tab: Tab): Promise<Flushed | null> {
  const next = verdict(problem.status, entries.length);
  if (next === 'sign-in') return stopped('sign-in');
  if (next === 'later') return stopped('later', problem.wait);
  if (next === 'other') {
    const state = await tab.confirm(true);
    return stopped(state === 'same' ? 'later' : state);
  }
  if (next === 'split') {
    doubt = halved(doubt, entries.length);
    return null;
  }
  if (next === 'doubt') {
    const ids = entries.map((entry) => entry.id);
    const after = failed(doubt, ids, problem.status);
    doubt = after.doubt;
    if (after.step === 'later') return stopped('later', problem.wait);
    if (after.step === 'again') return null;
  }
  await setAside(entries[0]!, problem);
  return null;
}

/** Sends batches until nothing is left or something stands in the way. */
export function flushOutbox(tab: Tab): Promise<Flushed> {
  return locked(async () => {
    for (;;) {
      const stored = (await get<Me>(names.me))?.login;
      if (!stored) return stopped('sign-in');
      if (stored !== tab.login) return stopped('other');
      const batch = pick(await entriesOf(tab.login), tab.login, doubt);
      if (batch.entries.length === 0) return stopped('empty');
      const state = await tab.confirm(false);
      if (state !== 'same') return stopped(state);
      const end = await send(batch, tab);
      if (end) return end;
    }
  });
}
