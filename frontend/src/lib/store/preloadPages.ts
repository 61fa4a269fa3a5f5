/**
 * Loads the code of the pages where no service worker has stored it: over plain HTTP, in
 * private browsing, and in the first minute. Then they open without a network, too.
 */
import { preloadCode } from '$app/navigation';
import { phone } from './phone.svelte.ts';

const PAGES = [
  '/',
  '/sign-in',
  '/together',
  '/badges',
  '/me',
  '/board',
  '/challenge',
  '/moments',
  '/streak',
  '/points'
] as const;
/** The first request waits until the page that the person has opened is there. */
const DELAY_MS = 1_000;

export function preloadPages(): void {
  if (navigator.serviceWorker?.controller) return;
  setTimeout(() => void preload(), DELAY_MS);
}

/** A script that fails once fails until the page is loaded again, so the first failure ends it. */
async function preload(): Promise<void> {
  try {
    for (const path of PAGES) {
      if (!phone.online) return;
      await preloadCode(path);
    }
  } catch {
    void phone.checkNetwork();
  }
}
