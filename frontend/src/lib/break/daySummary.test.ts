import { expect, it } from 'vitest';
import type { DoneDay, DoneItem } from '#lib/store/doneDay.ts';
import { selectItems, countReturns, summariseDay } from './daySummary.ts';

const line = (id: string, correct: boolean | null, due: string | null): DoneItem => ({
  item_id: id,
  kind: 'question',
  entry_id: `e-${id}`,
  correct,
  confidence: 'sure',
  points: 0,
  due
});
const day = (...items: DoneItem[]): DoneDay => ({ items, awards: [] });

it('says how many things come back how soon, the soonest first', () => {
  const done = day(
    line('a', true, '2026-03-31'),
    line('b', false, '2026-03-29'),
    line('c', true, '2026-04-05'),
    line('d', false, '2026-03-29'),
    line('e', true, '2026-07-01'),
    line('thought', null, null)
  );
  expect(countReturns(done, '2026-03-28')).toEqual([
    ['tomorrow', 2],
    ['days', 1],
    ['week', 1],
    ['months', 1]
  ]);
});

it('says nothing of it while anything waits for the server', () => {
  expect(
    countReturns(day(line('a', true, '2026-03-31'), line('b', true, null)), '2026-03-28')
  ).toBeNull();
  expect(countReturns(day(), '2026-03-28')).toBeNull();
});

it('sums up practice apart from the break', () => {
  const done = day(line('a', true, null), line('b', false, null), line('c', true, null));
  expect(summariseDay(selectItems(done, ['b', 'c']))).toMatchObject({ graded: 2, right: 1 });
});
