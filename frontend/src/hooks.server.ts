/** Fills the texts of `app.html` when the app's one page is built, in the base locale. */
import type { Handle } from '@sveltejs/kit/hooks';
import { direction, locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/messages.ts';

const TEXTS: Record<string, () => string> = {
  '%app.lang%': () => locale,
  '%app.dir%': () => direction,
  '%app.name%': m.app_name,
  '%app.description%': m.app_description,
  '%app.needsJavascript%': m.app_needs_javascript,
  '%app.notLoaded%': m.app_not_loaded
};

export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    transformPageChunk: ({ html }) => html.replace(/%app\.\w+%/g, (name) => TEXTS[name]?.() ?? name)
  });
