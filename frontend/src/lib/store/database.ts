/**
 * The phone's storage (IndexedDB). One connection, opened again if the browser closes it. A failed
 * write is an error that the person sees.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { OutboxEntry, Refusal } from './outbox.ts';

export interface PhoneDatabase extends DBSchema {
  /** Small values by key: the signed-in person, today's break, what is done. */
  kept: { key: string; value: unknown };
  outbox: { key: string; value: OutboxEntry; indexes: { login: string } };
  refused: { key: string; value: Refusal; indexes: { login: string } };
}

export type Connection = IDBPDatabase<PhoneDatabase>;

let opening: Promise<Connection> | null = null;

function open(): Promise<Connection> {
  const forget = () => {
    opening = null;
  };
  opening ??= openDB<PhoneDatabase>('herobreak', 1, {
    upgrade(db) {
      db.createObjectStore('kept');
      db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('login', 'login');
      db.createObjectStore('refused', { keyPath: 'id' }).createIndex('login', 'login');
    },
    blocking(_current, _blocked, event) {
      forget();
      (event.target as IDBDatabase).close();
    },
    terminated: forget
  }).catch((error: unknown) => {
    forget();
    throw error;
  });
  return opening;
}

/** Runs `work` with a connection. If the connection is dead, it is opened again once. */
export async function withDatabase<T>(work: (db: Connection) => Promise<T>): Promise<T> {
  try {
    return await work(await open());
  } catch (error) {
    const dead =
      error instanceof DOMException && ['InvalidStateError', 'UnknownError'].includes(error.name);
    if (!dead) throw error;
    opening = null;
    return await work(await open());
  }
}

export const get = <T>(key: string) =>
  withDatabase(async (db) => (await db.get('kept', key)) as T | undefined);
export const put = (key: string, value: unknown) =>
  withDatabase(async (db) => void (await db.put('kept', value, key)));
export const remove = (key: string) => withDatabase((db) => db.delete('kept', key));

/** Pages about the person alone, which the phone stores. */
export type CachedPage = 'badges' | 'streak';

/** Keys with a login hold what belongs to that person. The others belong to the phone. */
export const storageKeys = {
  me: 'me',
  leaving: 'leaving',
  replaced: 'replaced',
  /** Somebody on this phone has answered the invitation to set up a passkey. */
  passkeyInvited: 'passkey-invited',
  today: (login: string) => `today:${login}`,
  done: (login: string, day: string) => `done:${login}:${day}`,
  /** The cards at which lessons were left. */
  places: (login: string) => `places:${login}`,
  notices: (login: string) => `notices:${login}`,
  draft: (login: string) => `draft:${login}`,
  cachedPage: (login: string, page: CachedPage) => `page:${login}:${page}`,
  readState: (login: string) => `read:${login}`,
  thought: (login: string, question: string) => `thought:${login}:${question}`
};

/** The login of the person to whom a key belongs; null for a key of the phone. */
export const ownerOf = (key: string): string | null => key.split(':')[1] ?? null;

/**
 * Stores what belongs to the signed-in person. It stores nothing if another tab has signed that
 * person out meanwhile: it would stay on the phone.
 */
export const putOwn = (key: string, value: unknown) =>
  withDatabase(async (db) => {
    const tx = db.transaction('kept', 'readwrite');
    const me = (await tx.store.get(storageKeys.me)) as { login: string } | undefined;
    if (me && me.login === ownerOf(key)) await tx.store.put(value, key);
    await tx.done;
  });
