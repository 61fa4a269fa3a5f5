import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ignoreDoubleTap } from './ignoreDoubleTap.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes no tap until the second half of a double tap is over', () => {
  const element = { inert: false } as HTMLElement;
  ignoreDoubleTap(element);
  vi.advanceTimersByTime(390);
  expect(element.inert).toBe(true);
  vi.advanceTimersByTime(20);
  expect(element.inert).toBe(false);
});
