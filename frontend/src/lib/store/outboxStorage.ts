/** Writes of the outbox. An answer and the day's list change in one transaction. */
import type { Award, Me, Outcome } from '#lib/api/types.ts';
import { ownerOf, storageKeys, withDatabase } from './database.ts';
import { addItem, applyOutcomes, createDoneDay, type DoneDay, type DoneItem } from './doneDay.ts';
import type { OutboxEntry, Refusal, BatchResult } from './outbox.ts';

/**
 * Stores an answer for sending, and the item as done. Returns false, and stores nothing, if another
 * tab has finished the item on that day. An answer of a person whom another tab has signed out is
 * only stored for sending.
 */
export function recordEntry(entry: OutboxEntry, item: DoneItem): Promise<boolean> {
  return withDatabase(async (db) => {
    const tx = db.transaction(['outbox', 'kept'], 'readwrite', { durability: 'strict' });
    const kept = tx.objectStore('kept');
    const key = storageKeys.done(entry.login, entry.day);
    const before = ((await kept.get(key)) as DoneDay | undefined) ?? createDoneDay();
    const isNew = !before.items.some((one) => one.item_id === item.item_id);
    if (isNew) {
      const me = (await kept.get(storageKeys.me)) as Me | undefined;
      await tx.objectStore('outbox').put(entry);
      if (me?.login === entry.login) await kept.put(addItem(before, item), key);
    }
    await tx.done;
    return isNew;
  });
}

export const readDoneDay = (login: string, day: string): Promise<DoneDay> =>
  withDatabase(
    async (db) =>
      ((await db.get('kept', storageKeys.done(login, day))) as DoneDay | undefined) ??
      createDoneDay()
  );

export const listEntries = (login: string): Promise<OutboxEntry[]> =>
  withDatabase((db) => db.getAllFromIndex('outbox', 'login', login));

export const countUnsent = (login: string): Promise<number> =>
  withDatabase((db) => db.countFromIndex('outbox', 'login', login));

export const listRefusals = (login: string): Promise<Refusal[]> =>
  withDatabase((db) => db.getAllFromIndex('refused', 'login', login));

/** Removes acknowledged entries, stores refused ones apart, and applies the grades to the days. */
export function applyReceipt(
  batch: OutboxEntry[],
  settlement: BatchResult,
  outcomes: Outcome[],
  awards: Award[]
): Promise<void> {
  return withDatabase(async (db) => {
    const tx = db.transaction(['outbox', 'refused', 'kept'], 'readwrite');
    const kept = tx.objectStore('kept');
    const latest = batch
      .map((entry) => entry.day)
      .sort()
      .at(-1);
    const keys = new Set(batch.map((entry) => storageKeys.done(entry.login, entry.day)));
    for (const id of settlement.acknowledged) await tx.objectStore('outbox').delete(id);
    for (const refused of settlement.refusals) await tx.objectStore('refused').put(refused);
    const me = (await kept.get(storageKeys.me)) as Me | undefined;
    for (const key of keys) {
      if (me?.login !== ownerOf(key)) continue;
      const day = ((await kept.get(key)) as DoneDay | undefined) ?? createDoneDay();
      await kept.put(
        applyOutcomes(day, outcomes, latest && key.endsWith(latest) ? awards : []),
        key
      );
    }
    await tx.done;
  });
}

/** Puts a refused entry back into the outbox, under its old id. */
export function requeueRefusal(id: string): Promise<void> {
  return withDatabase(async (db) => {
    const tx = db.transaction(['outbox', 'refused'], 'readwrite', { durability: 'strict' });
    const entry = (await tx.objectStore('refused').get(id))?.entry;
    if (entry) {
      await tx.objectStore('outbox').put(entry);
      await tx.objectStore('refused').delete(id);
    }
    await tx.done;
  });
}

/** Deletes the lists of earlier days that have nothing left to send. */
export function forgetOldDays(login: string, today: string): Promise<void> {
  return withDatabase(async (db) => {
    const waiting = await db.getAllFromIndex('outbox', 'login', login);
    const needed = new Set(
      [today, ...waiting.map((entry) => entry.day)].map((day) => storageKeys.done(login, day))
    );
    const tx = db.transaction('kept', 'readwrite');
    for (const key of await tx.store.getAllKeys()) {
      if (key.startsWith(storageKeys.done(login, '')) && !needed.has(key))
        await tx.store.delete(key);
    }
    await tx.done;
  });
}
