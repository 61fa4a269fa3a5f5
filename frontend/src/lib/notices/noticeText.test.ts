import { expect, it } from 'vitest';
import type { Notice, NoticeKind } from '#lib/api/types.ts';
import { isKnownNotice, noticeDetail, noticeText } from './noticeText.ts';

const KINDS: Record<NoticeKind, true> = {
  kickoff: true,
  milestone: true,
  half: true,
  last_day: true,
  settled: true,
  cancelled: true,
  extended: true,
  edited: true
};

const makeNotice = (kind: string, body: Partial<Notice['body']> = {}) =>
  ({
    id: '1',
    kind,
    challenge: '7',
    at: '2026-03-09T08:00:00Z',
    body: { title: 'Award', ...body }
  }) as Notice;

it.each(Object.keys(KINDS))('has a sentence with the title for the kind %s', (kind) => {
  expect(isKnownNotice(makeNotice(kind))).toBe(true);
  expect(noticeText(makeNotice(kind, { stage: 'Entry' }))).toContain('Award');
});

it('names the milestone that was reached', () => {
  expect(noticeText(makeNotice('milestone', { stage: 'Entry' }))).toContain('Entry');
});

it('adds how a challenge ended, and why it was cancelled', () => {
  const reached = noticeDetail(makeNotice('settled', { reached: true }));
  const missed = noticeDetail(makeNotice('settled', { reached: false }));
  expect(reached).not.toBe(missed);
  expect(noticeDetail(makeNotice('cancelled', { reason: 'It was postponed.' }))).toBe(
    'It was postponed.'
  );
  expect(noticeDetail(makeNotice('half'))).toBe('');
});

it('does not know a kind of a newer server', () => {
  expect(isKnownNotice(makeNotice('from_the_future'))).toBe(false);
});
