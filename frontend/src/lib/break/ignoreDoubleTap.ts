/**
 * Ignores taps for a moment after the element appears, so that the second half of a double tap on
 * the element before it does nothing.
 */
import type { Attachment } from 'svelte/attachments';

const DOUBLE_TAP_MS = 400;

export const ignoreDoubleTap: Attachment<HTMLElement> = (element) => {
  element.inert = true;
  const timer = setTimeout(() => (element.inert = false), DOUBLE_TAP_MS);
  return () => clearTimeout(timer);
};
