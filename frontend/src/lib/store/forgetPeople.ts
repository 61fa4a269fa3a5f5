/**
 * Removes from the phone what belongs to a person who is no longer signed in: fetched data, what
 * was done, private thoughts, drafts, pictures, and what the tab holds in memory.
 *
 * Only answers that the server does not have yet stay. They belong to the person who gave them, and
 * are sent when that person signs in again.
 */
import type { IDBPTransaction } from 'idb';
import type { Me } from '#lib/api/types.ts';
import { ownerOf, storageKeys, withDatabase, type PhoneDatabase } from './database.ts';
import type { OutboxEntry } from './outbox.ts';

/** The cache of the service worker with the pictures of packs. */
const PICTURES = 'pictures';

type Writing = IDBPTransaction<PhoneDatabase, ('kept' | 'outbox' | 'refused')[], 'readwrite'>;

const resets = new Set<() => void>();

/** Registers what empties a part of the tab's memory. */
export const onForget = (reset: () => void): void => void resets.add(reset);

/** An answer without the words that were on the screen. */
const strip = (entry: OutboxEntry): OutboxEntry => ({ ...entry, title: '' });

async function deleteKept(tx: Writing, login: string | null): Promise<void> {
  const kept = tx.objectStore('kept');
  const me = (await kept.get(storageKeys.me)) as Me | undefined;
  if (me && me.login !== login) await kept.delete(storageKeys.me);
  if (login === null) await kept.delete(storageKeys.replaced);
  for (const key of await kept.getAllKeys()) {
    const owner = ownerOf(key);
    if (owner !== null && owner !== login) await kept.delete(key);
  }
}

/** Refused answers go, but for those that the server never judged: they wait to be sent again. */
async function reduceAnswers(tx: Writing, login: string | null): Promise<void> {
  const outbox = tx.objectStore('outbox');
  for (const entry of await outbox.getAll())
    if (entry.login !== login && entry.title) await outbox.put(strip(entry));
  const refused = tx.objectStore('refused');
  for (const refusal of await refused.getAll()) {
    if (refusal.login === login) continue;
    if (refusal.entry) await outbox.put(strip(refusal.entry));
    await refused.delete(refusal.id);
  }
}

/** Removes what is stored of everybody but `login`; of everybody if it is null. */
export const forgetStored = (login: string | null): Promise<void> =>
  withDatabase(async (db) => {
    const tx = db.transaction(['kept', 'outbox', 'refused'], 'readwrite', {
      durability: 'strict'
    });
    await deleteKept(tx, login);
    await reduceAnswers(tx, login);
    await tx.done;
  });

async function forgetPictures(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(PICTURES).catch(() => false);
}

function forgetTab(): void {
  for (const reset of resets) reset();
  try {
    sessionStorage.clear();
  } catch {
    // Storage is switched off, so there is nothing in it.
  }
}

/** Forgets everybody but `login` (null: everybody), in this tab and on the phone. */
export async function forgetOthers(login: string | null): Promise<void> {
  forgetTab();
  await forgetPictures();
  await forgetStored(login);
}
