/** Measures how long something was on the screen. A call or another tab stops it meanwhile. */
const MAX_SECONDS = 86_400;

export interface Stopwatch {
  /** Seconds so far, to a tenth. */
  seconds: () => number;
  stop: () => void;
}

/** `before` are the seconds of earlier sittings. */
export function startStopwatch(before = 0): Stopwatch {
  let total = before * 1000;
  let since = document.visibilityState === 'visible' ? performance.now() : null;
  const pause = () => {
    if (since !== null) total += performance.now() - since;
    since = null;
  };
  const onVisibility = () => {
    pause();
    if (document.visibilityState === 'visible') since = performance.now();
  };
  document.addEventListener('visibilitychange', onVisibility);
  return {
    seconds: () => {
      const now = since === null ? total : total + performance.now() - since;
      return Math.min(MAX_SECONDS, Math.round(now / 100) / 10);
    },
    stop: () => document.removeEventListener('visibilitychange', onVisibility)
  };
}
