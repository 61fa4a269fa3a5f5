/** A notice as a sentence, in the app's language. */
import type { Notice } from '#lib/api/types.ts';
import { words } from '#lib/words/index.ts';

/** Empty for a kind that this version of the app does not know. */
export const noticeText = ({ kind, body }: Notice): string =>
  words.notices.happened[kind]?.(body.title, body.stage ?? '') ?? '';

/** What there is to add to it. */
export function noticeDetail({ kind, body }: Notice): string {
  if (kind === 'settled')
    return body.reached ? words.challenge.settledYes : words.challenge.settledNo;
  return body.reason ?? '';
}
