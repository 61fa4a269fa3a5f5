/** Compiles the messages for tools that run without Vite: svelte-check and ESLint. */
import { compile } from '@inlang/paraglide-js';
import { paraglideOptions } from './paraglide.ts';

await compile(paraglideOptions());
