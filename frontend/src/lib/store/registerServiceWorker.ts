import { trustServiceWorker } from '#lib/trustedTypes.ts';

/** Registers the service worker and asks the browser to keep the app's storage. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(trustServiceWorker());
    await navigator.storage?.persist?.();
  } catch {
    // Without a service worker the app works, but does not start without a network.
  }
}
