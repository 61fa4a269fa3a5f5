/** The sentences of notices, in the language of the app. */
import type { Notice, NoticeBody, NoticeKind } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type NoticeMessage = (body: NoticeBody) => string;

const NOTICE_SENTENCES: Record<NoticeKind, NoticeMessage> = {
  kickoff: m.notice_kickoff,
  milestone: ({ title, stage = '' }) => m.notice_milestone({ title, stage }),
  half: m.notice_half,
  last_day: m.notice_last_day,
  settled: m.notice_settled,
  cancelled: m.notice_cancelled,
  extended: m.notice_extended,
  edited: m.notice_edited
};

const noDetail: NoticeMessage = () => '';
const NOTICE_DETAILS: Record<NoticeKind, NoticeMessage> = {
  kickoff: noDetail,
  milestone: noDetail,
  half: noDetail,
  last_day: noDetail,
  settled: ({ reached }) => (reached ? m.challenge_settled_yes() : m.challenge_settled_no()),
  cancelled: ({ reason = '' }) => reason,
  extended: noDetail,
  edited: noDetail
};

/** A newer server may send a kind that this version of the app does not know. It is not shown. */
export const isKnownNotice = ({ kind }: Notice): boolean => Object.hasOwn(NOTICE_SENTENCES, kind);

/** The sentence of a notice of a known kind. */
export const noticeText = ({ kind, body }: Notice): string => NOTICE_SENTENCES[kind](body);

/** A second line for a notice of a known kind; empty if it has none. */
export const noticeDetail = ({ kind, body }: Notice): string => NOTICE_DETAILS[kind](body);
