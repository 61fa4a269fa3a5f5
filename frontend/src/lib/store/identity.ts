/**
 * Who is signed in, according to this tab, the phone's storage and the server's cookie. They differ
 * when another tab signs in or an answer is lost; then the server is right.
 */
import type { Me } from '#lib/api/types.ts';
import { storageKeys, withDatabase } from './database.ts';

/** The person who was signed in before, replaced without a sign-out; shown to both. */
export interface Replaced {
  name: string;
  waiting: number;
}

/** stale: this tab's person has changed since the request. other: somebody else is signed in. */
export type IdentityCheck = 'stale' | 'same' | 'other';

/** `asked` and `here` are the tab's logins at the request and now; `answered` is the server's. */
export function compareLogins(
  asked: string | null,
  here: string | null,
  answered: string
): IdentityCheck {
  if (asked !== here) return 'stale';
  return here === null || here === answered ? 'same' : 'other';
}

/** Stores `me` unless somebody other than `before` is stored. Returns whether it did. */
export function storeMe(me: Me, before: string | null, replaced?: Replaced): Promise<boolean> {
  return withDatabase(async (db) => {
    const tx = db.transaction('kept', 'readwrite', { durability: 'strict' });
    const stored = (await tx.store.get(storageKeys.me)) as Me | undefined;
    const free = (stored?.login ?? null) === before;
    if (free) await tx.store.put(me, storageKeys.me);
    if (free && replaced) await tx.store.put(replaced, storageKeys.replaced);
    await tx.done;
    return free;
  });
}
