/** The web app manifest, built once: it holds the app's name and description. */
import { json } from '@sveltejs/kit';
import { m } from '#lib/i18n/messages.ts';

export const prerender = true;

const COLOUR = '#123f35';

export const GET = () =>
  json(
    {
      id: '/',
      name: m.app_name(),
      short_name: m.app_name(),
      description: m.app_description(),
      start_url: '/',
      scope: '/',
      display: 'standalone',
      orientation: 'portrait',
      background_color: COLOUR,
      theme_color: COLOUR,
      icons: [
        { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' }
      ]
    },
    { headers: { 'content-type': 'application/manifest+json' } }
  );
