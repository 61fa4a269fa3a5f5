import { expect, it } from 'vitest';
import type { Notice, NoticeBody } from '#lib/api/types.ts';
import {
  markAllRead,
  findKickoffs,
  createReadState,
  dismissNotice,
  findResults,
  findUnread,
  type ReadState
} from './readState.ts';

const NOW = Date.parse('2026-03-09T12:00:00');
const DAY = '2026-03-09';
const none: ReadState = { upTo: '0', over: [] };
let ids = 0;

/** `at` is in the phone's time zone. A later notice has a higher id. */
const notice = (
  kind: string,
  at = `${DAY}T08:00:00`,
  body: Partial<NoticeBody> = {},
  challenge = '7'
) => ({ id: String((ids += 1)), kind, challenge, at, body: { title: 'Award', ...body } }) as Notice;
const won = (at?: string, challenge?: string) =>
  notice('settled', at, { reached: true }, challenge);

it('counts as unread what is newer than what was on the screen', () => {
  const [first, second] = [notice('kickoff'), notice('half')];
  expect(findUnread([second, first], none)).toEqual([second, first]);
  const met = markAllRead([first], none);
  expect(findUnread([second, first], met)).toEqual([second]);
  expect(
    findUnread([{ ...second, id: '10000000000000000001' }], { ...met, upTo: '9999' })
  ).toHaveLength(1);
});

it('spares somebody who is new to this phone what is older than a day', () => {
  const [old, fresh] = [won('2026-03-07T08:00:00'), won(`${DAY}T08:00:00`, '8')];
  const met = createReadState([fresh, old], NOW);
  expect(findUnread([fresh, old], met)).toEqual([fresh]);
  expect(findResults([fresh, old], met, true, NOW)).toEqual([fresh]);
  expect(createReadState([], NOW)).toEqual(none);
});

it('celebrates each result once, the oldest first, while it is news', () => {
  const [stale, first, second] = [
    won('2026-03-01T08:00:00', '1'),
    won('2026-03-08T08:00:00', '2'),
    won(undefined, '3')
  ];
  const all = [second, first, stale];
  expect(findResults(all, none, true, NOW)).toEqual([first, second]);
  const after = dismissNotice(first, all, none);
  expect(findResults(all, after, true, NOW)).toEqual([second]);
  expect(findResults([{ ...first, id: '999' }], after, true, NOW)).toEqual([]);
  expect(findResults(all, none, false, NOW)).toEqual([]);
});

it('keeps what did not come all the way apart from what did', () => {
  const short = notice('settled', undefined, { reached: false });
  expect(findResults([short], none, true, NOW)).toEqual([]);
  expect(findResults([short], none, false, NOW)).toEqual([short]);
});

it('shows what starts on a day, from four to four, until it is dismissed or over', () => {
  const [day, night, before] = [
    notice('kickoff'),
    notice('kickoff', '2026-03-10T03:30:00', {}, '8'),
    notice('kickoff', `${DAY}T03:30:00`, {}, '9')
  ];
  const all = [night, day, before];
  expect(findKickoffs(all, none, DAY)).toEqual([night, day]);
  expect(findKickoffs(all, dismissNotice(day, all, none), DAY)).toEqual([night]);
  expect(findKickoffs([notice('cancelled', undefined, {}, '8'), ...all], none, DAY)).toEqual([day]);
  expect(findKickoffs([won(undefined, '8'), ...all], none, DAY)).toEqual([day]);
});

it('forgets what was put away once nobody speaks of it any more', () => {
  const [first, second] = [won(undefined, '1'), won(undefined, '2')];
  const met = dismissNotice(second, [second], dismissNotice(first, [first], none));
  expect(met.over).toEqual(['settled:2']);
});
