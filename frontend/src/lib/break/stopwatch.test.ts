import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startStopwatch } from './stopwatch.ts';

let page: EventTarget & { visibilityState?: string };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  page = new EventTarget();
  page.visibilityState = 'visible';
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const turn = (state: 'visible' | 'hidden') => {
  page.visibilityState = state;
  page.dispatchEvent(new Event('visibilitychange'));
};

it('goes on with the seconds of before', () => {
  const watch = startStopwatch(12.5);
  vi.advanceTimersByTime(2000);
  expect(watch.seconds()).toBe(14.5);
});

it('stands still during a call', () => {
  const watch = startStopwatch();
  vi.advanceTimersByTime(3000);
  turn('hidden');
  vi.advanceTimersByTime(600_000);
  expect(watch.seconds()).toBe(3);
  turn('visible');
  vi.advanceTimersByTime(1000);
  expect(watch.seconds()).toBe(4);
});

it('never exceeds the day that the server accepts', () => {
  const watch = startStopwatch();
  vi.advanceTimersByTime(3 * 86_400_000);
  expect(watch.seconds()).toBe(86_400);
});
