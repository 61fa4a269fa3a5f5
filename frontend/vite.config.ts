import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { isPseudoBuild, messagesFolder, paraglideOptions } from './tools/paraglide.ts';

export default defineConfig({
  plugins: [
    paraglideVitePlugin(paraglideOptions()),
    sveltekit({
      adapter: adapter({
        pages: isPseudoBuild ? '.pseudo/build' : 'build',
        fallback: 'index.html',
        precompress: false
      }),
      // The app registers its service worker itself, so that only the start script is inline.
      serviceWorker: { register: false }
    })
  ],
  resolve: { alias: { '#paraglide': resolve(messagesFolder) } },
  test: {
    include: ['{src,tools}/**/*.test.ts'],
    setupFiles: ['tools/vitestSetup.ts']
  }
});
