/** A notice as a sentence, in the app's language. */
import type { Notice, NoticeBody } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

const SENTENCES: Record<string, (body: NoticeBody) => string> = {
  kickoff: m.notice_kickoff,
  milestone: ({ title, stage = '' }) => m.notice_milestone({ title, stage }),
  half: m.notice_half,
  last_day: m.notice_last_day,
  settled: m.notice_settled,
  cancelled: m.notice_cancelled,
  extended: m.notice_extended,
  edited: m.notice_edited
};

/** Empty for a kind that this version of the app does not know. */
export const noticeText = ({ kind, body }: Notice): string => SENTENCES[kind]?.(body) ?? '';

/** A second line for the notice; empty if there is none. */
export function noticeDetail({ kind, body }: Notice): string {
  if (kind === 'settled')
    return body.reached ? m.challenge_settled_yes() : m.challenge_settled_no();
  return body.reason ?? '';
}
