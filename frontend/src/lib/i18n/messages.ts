/**
 * The sentences of the app, in its language: `m.today_hello({ name })`. They are written in
 * `messages/en.json`. Only the catalogue of the chosen language is loaded,
 * before other modules run.
 */
import { catalogues } from '#paraglide/catalogues.js';
import { locale } from './locale.ts';

export const m = await catalogues[locale]!();
