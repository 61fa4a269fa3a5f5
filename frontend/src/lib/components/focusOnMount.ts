/** Attachments that move the focus to what has just appeared, for keyboards and screen readers. */

/** The focus goes to the element itself, which has `tabindex="-1"` or can be tapped. */
export const focusOnMount = (element: HTMLElement): void => element.focus();

/** The focus goes to the first field inside the element. */
export const focusFirstField = (element: HTMLElement): void =>
  element.querySelector<HTMLElement>('input, select, textarea')?.focus();
