import { expect, it } from 'vitest';
import type { Notice, NoticeBody } from '#lib/api/types.ts';
import { allRead, begun, firstMet, putAway, results, unread, type Met } from './met';

const NOW = Date.parse('2026-03-09T12:00:00');
const DAY = '2026-03-09';
const none: Met = { upTo: '0', over: [] };
let ids = 0;

/** `at` is a time of the phone's own zone. The newest has the highest id. */
const notice = (kind: string, at = `${DAY}T08:00:00`, body: Partial<NoticeBody> = {}, challenge = '7') =>
  ({ id: String((ids += 1)), kind, challenge, at, body: { title: 'Award', ...body } }) as Notice;
const won = (at?: string, challenge?: string) => notice('settled', at, { reached: true }, challenge);

it('counts as unread what is newer than what was on the screen', () => {
  const [first, second] = [notice('kickoff'), notice('half')];
  expect(unread([second, first], none)).toEqual([second, first]);
  const met = allRead([first], none);
  expect(unread([second, first], met)).toEqual([second]);
  expect(unread([{ ...second, id: '10000000000000000001' }], { ...met, upTo: '9999' })).toHaveLength(1);
});

it('spares somebody who is new to this phone what is older than a day', () => {
  const [old, fresh] = [won('2026-03-07T08:00:00'), won(`${DAY}T08:00:00`, '8')];
  const met = firstMet([fresh, old], NOW);
  expect(unread([fresh, old], met)).toEqual([fresh]);
  expect(results([fresh, old], met, true, NOW)).toEqual([fresh]);
  expect(firstMet([], NOW)).toEqual(none);
});

it('celebrates each result once, the oldest first, while it is news', () => {
  const [stale, first, second] = [
    won('2026-03-01T08:00:00', '1'),
    won('2026-03-08T08:00:00', '2'),
    won(undefined, '3')
  ];
  const all = [second, first, stale];
  expect(results(all, none, true, NOW)).toEqual([first, second]);
  const after = putAway(first, all, none);
  expect(results(all, after, true, NOW)).toEqual([second]);
  expect(results([{ ...first, id: '999' }], after, true, NOW)).toEqual([]);
  expect(results(all, none, false, NOW)).toEqual([]);
});

it('keeps what did not come all the way apart from what did', () => {
  const short = notice('settled', undefined, { reached: false });
  expect(results([short], none, true, NOW)).toEqual([]);
  expect(results([short], none, false, NOW)).toEqual([short]);
});

it('shows what begins on its day, from four to four, until it is put away, called off or over', () => {
  const [day, night, before] = [
    notice('kickoff'),
    notice('kickoff', '2026-03-10T03:30:00', {}, '8'),
    notice('kickoff', `${DAY}T03:30:00`, {}, '9')
  ];
  const all = [night, day, before];
  expect(begun(all, none, DAY)).toEqual([night, day]);
  expect(begun(all, putAway(day, all, none), DAY)).toEqual([night]);
  expect(begun([notice('cancelled', undefined, {}, '8'), ...all], none, DAY)).toEqual([day]);
  expect(begun([won(undefined, '8'), ...all], none, DAY)).toEqual([day]);
});

it('forgets what was put away once nobody speaks of it any more', () => {
  const [first, second] = [won(undefined, '1'), won(undefined, '2')];
  const met = putAway(second, [second], putAway(first, [first], none));
  expect(met.over).toEqual(['settled:2']);
});
