import { expect, it } from 'vitest';
import { pauseBeforeReload } from './reopenPage.ts';

it.each([
  ['navigate', 300, 0],
  ['back_forward', 300, 0],
  ['reload', 300, 19_700],
  ['reload', 45_000, 0]
])('opened by %s %i ms ago: waits %i ms', (type, age, pause) => {
  expect(pauseBeforeReload(type, age)).toBe(pause);
});
