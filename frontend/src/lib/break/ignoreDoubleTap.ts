/** Stands where a button stood: the second half of a double tap must not press what came in its place. */
import type { Attachment } from 'svelte/attachments';

const DOUBLE_TAP_MS = 400;

export const ignoreDoubleTap: Attachment<HTMLElement> = (element) => {
  element.inert = true;
  const timer = setTimeout(() => (element.inert = false), DOUBLE_TAP_MS);
  return () => clearTimeout(timer);
};
