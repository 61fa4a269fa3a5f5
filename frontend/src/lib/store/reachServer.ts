/** Asks whether the server answers. The address is never served from a cache. */
const TIMEOUT_MS = 5_000;

export async function reachServer(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return (await fetch('/api/health/live', { cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}
