/** Registers the service worker where the browser allows one, and asks the browser to keep our storage. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js');
    await navigator.storage?.persist?.();
  } catch {
    // Without a service worker the app still works, only not from a cold start without network.
  }
}
