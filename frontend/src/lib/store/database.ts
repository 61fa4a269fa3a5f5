/**
 * The phone's own storage. One connection, reopened when the browser kills it; a write that
 * cannot be made is an error the person sees, never a silent loss.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { OutboxEntry, Refusal } from './outbox.ts';

interface PhoneDatabase extends DBSchema {
  /** Small things by name: who is signed in, today's break, what is done. */
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

/** Runs `work` on a live connection; a connection found dead is opened again, once. */
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

/** Pages about nobody but the person: the phone keeps them as they were seen last. */
const CACHED_PAGES = ['badges', 'streak'] as const;
export type CachedPage = (typeof CACHED_PAGES)[number];

export const storageKeys = {
  me: 'me',
  leaving: 'leaving',
  replaced: 'replaced',
  today: (login: string) => `today:${login}`,
  done: (login: string, day: string) => `done:${login}:${day}`,
  notices: (login: string) => `notices:${login}`,
  draft: (login: string) => `draft:${login}`,
  cachedPage: (login: string, page: CachedPage) => `page:${login}:${page}`,
  readState: (login: string) => `read:${login}`,
  thought: (login: string, question: string) => `thought:${login}:${question}`
};

/** What was fetched for somebody and leaves the phone with them. What they did stays until it is sent. */
export const fetchedKeys = (login: string): string[] => [
  storageKeys.today(login),
  storageKeys.notices(login),
  ...CACHED_PAGES.map((page) => storageKeys.cachedPage(login, page))
];
