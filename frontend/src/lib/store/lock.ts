/**
 * Lets one tab at a time work on the outbox or the sign-in. Web Locks need HTTPS or localhost;
 * elsewhere the order is kept within this tab only.
 */
let last: Promise<unknown> = Promise.resolve();

export function withLock<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request('herobreak-outbox', work) as Promise<T>;
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}
