/** Calls `turn` on a horizontal swipe: 1 for forward, -1 for back, in reading direction. */
import type { Attachment } from 'svelte/attachments';

const FAR_PX = 48;

export function onSwipe(turn: (by: 1 | -1) => void): Attachment<HTMLElement> {
  return (element) => {
    let from: Touch | undefined;
    const start = (event: TouchEvent) =>
      (from = event.touches.length === 1 ? event.touches[0] : undefined);
    const end = (event: TouchEvent) => {
      const to = event.changedTouches[0];
      if (!from || !to) return;
      const x = to.clientX - from.clientX;
      const y = to.clientY - from.clientY;
      if (Math.abs(x) < FAR_PX || Math.abs(x) < Math.abs(y) * 1.5) return;
      const rtl = getComputedStyle(element).direction === 'rtl';
      turn(x < 0 !== rtl ? 1 : -1);
    };
    element.addEventListener('touchstart', start, { passive: true });
    element.addEventListener('touchend', end, { passive: true });
    return () => {
      element.removeEventListener('touchstart', start);
      element.removeEventListener('touchend', end);
    };
  };
}
