import { expect, it } from 'vitest';
import type { Item, Lesson } from '#lib/api/types.ts';
import {
  addItem,
  applyOutcomes,
  createDoneDay,
  sumPoints,
  listRemaining,
  type DoneItem
} from './doneDay.ts';

const line = (id: string): DoneItem => ({
  item_id: id,
  kind: 'question',
  entry_id: `e-${id}`,
  correct: null,
  confidence: 'sure',
  points: null
});
const items = ['a', 'b', 'c'].map((id) => ({ kind: 'lesson', lesson_id: id }) as Lesson as Item);

it('leaves what neither the server nor the phone has done, in order', () => {
  const left = listRemaining(items, ['b'], addItem(createDoneDay(), line('a')));
  expect(left.map((item) => item.kind === 'lesson' && item.lesson_id)).toEqual(['c']);
});

it('counts an item once', () => {
  expect(addItem(addItem(createDoneDay(), line('a')), line('a')).items).toHaveLength(1);
});

it('takes grades and points from the server, and an award once', () => {
  const award = {
    badge_id: 'first',
    code: null,
    title: 'First',
    story: '',
    art: '',
    alt: null,
    language: 'en'
  };
  const outcomes = [
    {
      id: 'e-a',
      status: 'recorded' as const,
      correct: true,
      points: 10,
      problem: null,
      due: '2026-04-01'
    }
  ];
  const once = applyOutcomes(addItem(createDoneDay(), line('a')), outcomes, [award]);
  const twice = applyOutcomes(once, [], [award]);
  expect(twice.items[0]).toMatchObject({ correct: true, points: 10, due: '2026-04-01' });
  expect(twice.awards).toEqual([award]);
  expect(sumPoints(twice, '2026-03-31')).toEqual({ day: '2026-03-31', points: 10 });
});

it('sums up the points of the newest day only', () => {
  const done = {
    items: [
      { ...line('a'), points: 10, day: '2026-03-29' },
      { ...line('b'), points: 15, day: '2026-03-30' },
      { ...line('c'), points: 5, day: '2026-03-30' }
    ],
    awards: []
  };
  expect(sumPoints(done, '2026-03-29')).toEqual({ day: '2026-03-30', points: 20 });
});
