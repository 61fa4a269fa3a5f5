/**
 * One tab at a time for whatever touches the outbox or who is signed in. Web Locks exist only on
 * HTTPS and localhost; elsewhere the same order is kept within this tab.
 */
let last: Promise<unknown> = Promise.resolve();

export function withLock<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request('herobreak-outbox', work) as Promise<T>;
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}
