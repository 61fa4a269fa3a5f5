/**
 * Who is signed in here, as three know it: this tab, the phone's storage and the server's cookie.
 * They can differ, when another tab signs in or an answer is lost on its way; the server is right.
 */
import type { Me } from '#lib/api/types.ts';
import { fetched, names, withDb } from './db';

/** Somebody whose place another person has taken without a sign-out, for telling them both. */
export interface Replaced {
  name: string;
  waiting: number;
}

/** stale: this tab has moved on since it asked. other: the session is somebody else's. */
export type Finding = 'stale' | 'same' | 'other';

/** `asked` and `here` are the tab's login when it asked and now; `answered` is the server's. */
export function compare(asked: string | null, here: string | null, answered: string): Finding {
  if (asked !== here) return 'stale';
  return here === null || here === answered ? 'same' : 'other';
}

/** Stores `me` unless somebody other than `before` is stored by now; whether it did. */
export function keepMe(me: Me, before: string | null, replaced?: Replaced): Promise<boolean> {
  return withDb(async (db) => {
    const tx = db.transaction('kept', 'readwrite', { durability: 'strict' });
    const stored = (await tx.store.get(names.me)) as Me | undefined;
    const free = (stored?.login ?? null) === before;
    if (free) await tx.store.put(me, names.me);
    if (free && replaced && before) {
      await tx.store.put(replaced, names.replaced);
      // What was fetched last may be the other one's already.
      for (const name of fetched(before)) await tx.store.delete(name);
    }
    await tx.done;
    return free;
  });
}
