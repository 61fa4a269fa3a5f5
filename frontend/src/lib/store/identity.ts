/**
 * Who is signed in here, as three know it: this tab, the phone's storage and the server's cookie.
 * They can differ, when another tab signs in or an answer is lost on its way; the server is right.
 */
import type { Me } from '#lib/api/types.ts';
import { fetchedKeys, storageKeys, withDatabase } from './database.ts';

/** Somebody whose place another person has taken without a sign-out, for telling them both. */
export interface Replaced {
  name: string;
  waiting: number;
}

/** stale: this tab has moved on since it asked. other: the session is somebody else's. */
export type IdentityCheck = 'stale' | 'same' | 'other';

/** `asked` and `here` are the tab's login when it asked and now; `answered` is the server's. */
export function compareLogins(
  asked: string | null,
  here: string | null,
  answered: string
): IdentityCheck {
  if (asked !== here) return 'stale';
  return here === null || here === answered ? 'same' : 'other';
}

/** Stores `me` unless somebody other than `before` is stored by now; whether it did. */
export function storeMe(me: Me, before: string | null, replaced?: Replaced): Promise<boolean> {
  return withDatabase(async (db) => {
    const tx = db.transaction('kept', 'readwrite', { durability: 'strict' });
    const stored = (await tx.store.get(storageKeys.me)) as Me | undefined;
    const free = (stored?.login ?? null) === before;
    if (free) await tx.store.put(me, storageKeys.me);
    if (free && replaced && before) {
      await tx.store.put(replaced, storageKeys.replaced);
      // What was fetched last may be the other one's already.
      for (const name of fetchedKeys(before)) await tx.store.delete(name);
    }
    await tx.done;
    return free;
  });
}
