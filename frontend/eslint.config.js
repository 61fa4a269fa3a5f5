/** Rules for TypeScript and Svelte; Prettier sees to the form. */
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import { noTextOutsideCatalogue } from './tools/noTextOutsideCatalogue.ts';

export default defineConfig(
  { ignores: ['.paraglide', '.pseudo', '.svelte-kit', 'build', 'src/lib/api/schema.d.ts'] },
  js.configs.recommended,
  typescript.configs.recommended,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    plugins: { herobreak: { rules: { 'no-text-outside-catalogue': noTextOutsideCatalogue } } },
    rules: {
      eqeqeq: 'error', // A loose comparison takes one type for another.
      'no-undef': 'off', // TypeScript checks it.
      'svelte/no-navigation-without-resolve': 'off', // The app is always at the root of its host.
      'max-len': ['error', { code: 100, ignoreUrls: true }]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: typescript.parser, extraFileExtensions: ['.svelte'] }
    }
  },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    ignores: ['**/*.test.ts'],
    rules: { 'herobreak/no-text-outside-catalogue': 'error' }
  }
);
