/** Fetches the pictures of a break once, so that the service worker stores them for offline use. */
import type { Item } from '#lib/api/types.ts';

const SOURCE = /src="(\/api\/media\/[^"]+)"/g;

export function findPictures(items: Item[]): string[] {
  const html = items.flatMap((item) =>
    item.kind === 'lesson' ? item.cards.map((card) => card.html) : []
  );
  return [
    ...new Set(html.flatMap((text) => Array.from(text.matchAll(SOURCE), (match) => match[1] ?? '')))
  ];
}

/** Waits until a service worker controls the page: only then are fetched pictures stored. */
async function waitForServiceWorker(): Promise<void> {
  if (navigator.serviceWorker.controller) return;
  await new Promise((resolve) =>
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })
  );
}

export async function prefetchPictures(items: Item[]): Promise<void> {
  if (!navigator.serviceWorker) return;
  await waitForServiceWorker();
  await Promise.allSettled(findPictures(items).map((address) => fetch(address)));
}
