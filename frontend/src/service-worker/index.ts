/**
 * Service worker: opens the app without a network. Built files are cached by version. /api is never
 * cached, except for pictures of packs, whose addresses contain a digest and never change.
 */
import { version } from '$app/env';
import { assets, immutable, prerendered } from '$app/manifest';
import { self } from '$app/service-worker';

const PREFIX = 'herobreak-';
const SHELL = `${PREFIX}${version}`;
const PICTURES = 'pictures';
const PICTURE_LIMIT = 200;
const HOME = '/';

const withSlash = (path: string) => (path.startsWith('/') ? path : `/${path}`);
const files = [...immutable, ...assets, ...prerendered].map((file) => withSlash(file.path));
const known = new Set(files);

/**
 * Copies files with a hash in their name from an earlier version's cache instead of the network.
 */
async function keep(cache: Cache, path: string): Promise<void> {
  const old = path.includes('/immutable/') ? await caches.match(path) : undefined;
  if (old) await cache.put(path, old);
  else await cache.add(new Request(path, { cache: 'reload' }));
}

async function install(): Promise<void> {
  const cache = await caches.open(SHELL);
  await Promise.all([HOME, ...files].map((path) => keep(cache, path)));
  await self.skipWaiting();
}

/** Keeps the previous version for pages that are still open on it. */
async function activate(): Promise<void> {
  const versions = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== SHELL
  );
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShell(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  return (await cache.match(path)) ?? (await caches.match(path)) ?? (await fetch(request));
}

async function picture(request: Request): Promise<Response> {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) {
    await cache.put(request, fresh.clone());
    const all = await cache.keys();
    await Promise.all(
      all.slice(0, Math.max(0, all.length - PICTURE_LIMIT)).map((one) => cache.delete(one))
    );
  }
  return fresh;
}

function answer(request: Request, url: URL): Promise<Response> | null {
  if (url.pathname.startsWith('/api/media/')) return picture(request);
  if (/^\/(api|schema|metrics)(\/|$)/.test(url.pathname)) return null;
  if (known.has(url.pathname)) return fromShell(url.pathname, request);
  return request.mode === 'navigate' ? fromShell(HOME, request) : null;
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  const response = answer(event.request, url);
  if (response) event.respondWith(response);
});
