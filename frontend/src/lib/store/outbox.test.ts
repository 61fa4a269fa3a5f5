import { describe, expect, it } from 'vitest';
import type { Outcome } from '#lib/api/types.ts';
import {
  backoffMs,
  nextBatch,
  readOutcomes,
  chooseFailureAction,
  findWait,
  type OutboxEntry
} from './outbox.ts';

const entry = (id: string, login = 'maya'): OutboxEntry => ({
  id,
  login,
  day: '2026-11-22',
  item_id: `q-${id}`,
  title: `Question ${id}`,
  kind: 'read',
  body: { id, lesson_id: `q-${id}`, read_at: '2026-11-22T09:00:00Z', seconds: 1 }
});
const outcome = (
  id: string,
  status: Outcome['status'],
  problem: string | null = null
): Outcome => ({
  id,
  status,
  correct: null,
  points: 0,
  problem
});

describe('a batch', () => {
  it('holds the oldest answers of one person only', () => {
    const batch = nextBatch([entry('3'), entry('1'), entry('2', 'tom')], 'maya');
    expect(batch.entries.map((one) => one.id)).toEqual(['1', '3']);
  });

  it('never holds more than its limit', () => {
    const many = Array.from({ length: 120 }, (_, i) => entry(String(i).padStart(3, '0')));
    expect(nextBatch(many, 'maya').reads).toHaveLength(50);
  });
});

describe('settling a batch', () => {
  it('lets go only of what the server named', () => {
    const result = readOutcomes(
      [entry('1'), entry('2')],
      [outcome('1', 'recorded'), outcome('9', 'recorded')],
      'now'
    );
    expect(result.acknowledged).toEqual(['1']);
  });

  it('keeps what the server takes later, and says how long to wait', () => {
    const later = { code: 'practice.sent_too_much', values: { wait: 2160 } };
    const outcomes = [outcome('1', 'recorded'), { ...outcome('2', 'refused', 'later'), ...later }];
    const result = readOutcomes([entry('1'), entry('2')], outcomes, 'now');
    expect(result).toEqual({ acknowledged: ['1'], refusals: [] });
    expect(findWait(outcomes)).toBe(2160);
    expect(findWait([outcome('1', 'recorded')])).toBeNull();
  });

  it('keeps a refused answer aside with its reason', () => {
    const result = readOutcomes([entry('1')], [outcome('1', 'refused', 'gone')], 'now');
    expect(result.acknowledged).toEqual(['1']);
    expect(result.refusals).toEqual([
      { id: '1', login: 'maya', title: 'Question 1', problem: 'gone', at: 'now' }
    ]);
  });
});

describe('a batch that came back with an error', () => {
  it.each([
    [401, 5, 'sign-in'],
    [413, 5, 'split'],
    [422, 1, 'set-aside'],
    [403, 5, 'later'],
    [429, 5, 'later'],
    [409, 5, 'other'],
    [409, 1, 'other'],
    [500, 5, 'retry'],
    [503, 1, 'retry'],
    [0, 1, 'later']
  ])('status %i with %i entries: %s', (status, size, expected) => {
    expect(chooseFailureAction(status, size)).toBe(expected);
  });

  it('is tried again ever more slowly, up to about a minute', () => {
    expect(backoffMs(1, 0.5)).toBe(2000);
    expect(backoffMs(2, 0.5)).toBe(4000);
    expect(backoffMs(40, 1)).toBe(75_000);
  });
});
