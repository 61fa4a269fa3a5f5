/**
 * Opens a page again that did not load. A browser remembers a script that failed, so that only
 * loading the whole page helps. Loading it without a network would lose the app.
 */
const PAUSE_MS = 20_000;

/** Milliseconds until the page may be loaded: one that was just loaded again waits a while. */
export function pauseBeforeReload(type: string, ageMs: number): number {
  return type === 'reload' ? Math.max(0, PAUSE_MS - ageMs) : 0;
}

/** Loads the page at once, or after a pause. Returns a function that calls it off. */
export function reopenPage(): () => void {
  const [opened] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const pause = pauseBeforeReload(opened?.type ?? '', performance.now());
  const timer = setTimeout(() => location.reload(), pause);
  return () => clearTimeout(timer);
}
