import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { asleep } from './asleep';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes no tap until the second half of a double tap is over', () => {
  const element = { inert: false } as HTMLElement;
  asleep(element);
  vi.advanceTimersByTime(390);
  expect(element.inert).toBe(true);
  vi.advanceTimersByTime(20);
  expect(element.inert).toBe(false);
});
