/**
 * The one policy of Trusted Types. The page's content security policy lets text become HTML, or the
 * address of a script, only through it and through Svelte's own policy for its templates.
 */
const SERVICE_WORKER = '/service-worker.js';

/** The elements that the server leaves in a card, with their attributes. */
const CARD_TAG = new RegExp(
  [
    String.raw`</?(?:p|em|strong|ul|ol|li|blockquote)>`,
    String.raw`<ol start="\d{1,9}">`,
    String.raw`<br>`,
    String.raw`<img(?: (?:src="/api/media/[^"<>]*"|alt="[^"]*"))*>`
  ].join('|'),
  'g'
);
const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Whether the text is a card as the server renders it: nothing else than its elements. */
export const isCardHtml = (html: string): boolean => !html.replace(CARD_TAG, '').includes('<');

const rules = {
  createHTML: (html: string): string =>
    isCardHtml(html) ? html : html.replace(/[&<>]/g, (mark) => MARKS[mark] ?? ''),
  createScriptURL: (address: string): string => (address === SERVICE_WORKER ? address : '')
};
const policy = globalThis.trustedTypes?.createPolicy('herobreak', rules) ?? rules;

/** The HTML of a card. Anything but a card of the server is shown as plain text. */
export const trustCard = (html: string): string => policy.createHTML(html);

/** The address of the service worker. */
export const trustServiceWorker = (): string => policy.createScriptURL(SERVICE_WORKER);
