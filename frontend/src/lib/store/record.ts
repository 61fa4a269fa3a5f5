/** Writing what a person did: outbox and the day's list in one transaction, before anything is sent. */
import type { Award, Outcome } from '#lib/api/types.ts';
import { names, withDb } from './db';
import { addItem, applyOutcomes, emptyDay, type DoneDay, type DoneItem } from './done';
import type { Entry, Refusal, Settlement } from './outbox';

export function recordEntry(entry: Entry, item: DoneItem): Promise<DoneDay> {
  return withDb(async (db) => {
    const tx = db.transaction(['outbox', 'kept'], 'readwrite', { durability: 'strict' });
    const kept = tx.objectStore('kept');
    const key = names.done(entry.login, entry.day);
    const before = ((await kept.get(key)) as DoneDay | undefined) ?? emptyDay();
    const after = addItem(before, item);
    await Promise.all([tx.objectStore('outbox').put(entry), kept.put(after, key), tx.done]);
    return after;
  });
}

export const readDay = (login: string, day: string): Promise<DoneDay> =>
  withDb(async (db) => ((await db.get('kept', names.done(login, day))) as DoneDay | undefined) ?? emptyDay());

export const entriesOf = (login: string): Promise<Entry[]> =>
  withDb((db) => db.getAllFromIndex('outbox', 'login', login));

export const unsentCount = (login: string): Promise<number> =>
  withDb((db) => db.countFromIndex('outbox', 'login', login));

export const refusalsOf = (login: string): Promise<Refusal[]> =>
  withDb((db) => db.getAllFromIndex('refused', 'login', login));

/** Takes the acknowledged entries out, keeps the refused ones aside, and lays the grades over the days. */
export function applyReceipt(
  batch: Entry[],
  settlement: Settlement,
  outcomes: Outcome[],
  awards: Award[]
): Promise<void> {
  return withDb(async (db) => {
    const tx = db.transaction(['outbox', 'refused', 'kept'], 'readwrite');
    const kept = tx.objectStore('kept');
    const latest = batch
      .map((entry) => entry.day)
      .sort()
      .at(-1);
    const keys = new Set(batch.map((entry) => names.done(entry.login, entry.day)));
    for (const id of settlement.acknowledged) await tx.objectStore('outbox').delete(id);
    for (const refused of settlement.refusals) await tx.objectStore('refused').put(refused);
    for (const key of keys) {
      const day = ((await kept.get(key)) as DoneDay | undefined) ?? emptyDay();
      await kept.put(applyOutcomes(day, outcomes, latest && key.endsWith(latest) ? awards : []), key);
    }
    await tx.done;
  });
}

/** Puts what was set aside back into the outbox, under its old id. */
export function sendAgain(id: string): Promise<void> {
  return withDb(async (db) => {
    const tx = db.transaction(['outbox', 'refused'], 'readwrite', { durability: 'strict' });
    const entry = (await tx.objectStore('refused').get(id))?.entry;
    if (entry) {
      await tx.objectStore('outbox').put(entry);
      await tx.objectStore('refused').delete(id);
    }
    await tx.done;
  });
}

/** Forgets the lists of earlier days once nothing of them waits to be sent. */
export function forgetOldDays(login: string, today: string): Promise<void> {
  return withDb(async (db) => {
    const waiting = await db.getAllFromIndex('outbox', 'login', login);
    const needed = new Set(
      [today, ...waiting.map((entry) => entry.day)].map((day) => names.done(login, day))
    );
    const tx = db.transaction('kept', 'readwrite');
    for (const key of await tx.store.getAllKeys()) {
      if (key.startsWith(names.done(login, '')) && !needed.has(key)) await tx.store.delete(key);
    }
    await tx.done;
  });
}
