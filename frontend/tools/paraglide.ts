/**
 * Settings of the message compiler (Paraglide), for Vite and for the checks.
 *
 * `messages/en.json` is compiled to one module per locale, outside `src` and outside git. With
 * HEROBREAK_PSEUDO=1 the pseudo-locales are added; they have a project and an output of their own,
 * so that a test build never changes what is shipped.
 */
import type { CompilerOptions } from '@inlang/paraglide-js';
import { readFileSync } from 'node:fs';
import { writePseudoProject } from './pseudoLocale.ts';

export const isPseudoBuild = process.env['HEROBREAK_PSEUDO'] === '1';

const PROJECT = './project.inlang';

/** Where the compiled messages are. The import path `#paraglide/` leads there. */
export const messagesFolder = isPseudoBuild ? '.pseudo/paraglide' : '.paraglide';

/** A module that loads the catalogue of one locale when it is called for; the base locale first. */
function loaderOf(locales: string[]): string {
  const lines = locales.map((locale) => `  '${locale}': () => import('./messages/${locale}.js')`);
  return `/** @type {Record<string, () => Promise<typeof import('./messages/_index.js')>>} */
// @ts-ignore -- a catalogue has the same messages without the choice of a locale
export const catalogues = {\n${lines.join(',\n')}\n};\n`;
}

export function paraglideOptions(): CompilerOptions {
  const project = isPseudoBuild ? writePseudoProject(PROJECT, '.pseudo') : PROJECT;
  const settings = JSON.parse(readFileSync(`${project}/settings.json`, 'utf8')) as {
    locales: string[];
  };
  return {
    project,
    outdir: messagesFolder,
    outputStructure: 'locale-modules',
    strategy: ['baseLocale'],
    emitTsDeclarations: true,
    emitReadme: false,
    additionalFiles: { 'catalogues.js': loaderOf(settings.locales) }
  };
}
