import { describe, expect, it } from 'vitest';
import {
  clearSuspects,
  recordFailure,
  halveLimit,
  createRetryState,
  recordSuccess,
  chooseBatch,
  type RetryState
} from './batchRetry.ts';
import type { OutboxEntry } from './outbox.ts';

const entry = (id: string, login = 'maya'): OutboxEntry => ({
  id,
  login,
  day: '2026-11-22',
  item_id: `q-${id}`,
  title: `Question ${id}`,
  kind: 'read',
  body: { id, lesson_id: `q-${id}`, read_at: '2026-11-22T09:00:00Z', seconds: 1 }
});
const outbox = (n: number) =>
  Array.from({ length: n }, (_, i) => entry(String(i).padStart(3, '0')));
const ids = (entries: OutboxEntry[]) => entries.map((one) => one.id);

/** Sends batches until nothing is left, to a server that fails with `status` on some entries. */
function send(entries: OutboxEntry[], poison: string[], status: number, tries = 100) {
  let retry = createRetryState();
  let left = entries;
  const aside: string[] = [];
  let waits = 0;
  for (let i = 0; i < tries && left.length > 0; i += 1) {
    const batch = ids(chooseBatch(left, 'maya', retry).entries);
    if (!batch.some((id) => poison.includes(id))) {
      retry = recordSuccess(retry, batch);
      left = left.filter((one) => !batch.includes(one.id));
      continue;
    }
    const next = recordFailure(retry, batch, status);
    retry = next.retry;
    if (next.step === 'later') waits += 1;
    if (next.step !== 'set-aside') continue;
    aside.push(...batch);
    left = left.filter((one) => !batch.includes(one.id));
  }
  return { left: ids(left), aside, waits };
}

describe('a batch that the server fails over', () => {
  it('is halved after three failures, then at once', () => {
    const all = ids(outbox(8));
    const first = recordFailure(createRetryState(), all, 500);
    const second = recordFailure(first.retry, all, 500);
    const third = recordFailure(second.retry, all, 500);
    expect([first.step, second.step, third.step]).toEqual(['later', 'later', 'again']);
    expect(third.retry.limit).toBe(4);
    const fourth = recordFailure(third.retry, all.slice(0, 4), 500);
    expect(fourth).toEqual({ step: 'again', retry: { limit: 2, failures: 0, suspects: {} } });
  });

  it('is halved without hurry while the server is away', () => {
    const retry: RetryState = { limit: 4, failures: 2, suspects: {} };
    expect(recordFailure(retry, ids(outbox(4)), 503)).toEqual({
      step: 'later',
      retry: { limit: 2, failures: 0, suspects: {} }
    });
    expect(recordFailure({ ...retry, failures: 0 }, ids(outbox(4)), 503).retry.limit).toBe(4);
  });

  it('is trusted again, by doubling, once something went through', () => {
    expect(recordSuccess(halveLimit(createRetryState(), 6), ['1'])).toEqual({
      limit: 6,
      failures: 0,
      suspects: {}
    });
    expect(recordSuccess(createRetryState(), ['1']).limit).toBe(50);
  });
});

describe('one entry that the server fails over', () => {
  it('is set aside after five faults of its own', () => {
    let retry = createRetryState();
    const steps = Array.from({ length: 5 }, () => {
      const next = recordFailure(retry, ['1'], 500);
      retry = next.retry;
      return next.step;
    });
    expect(steps).toEqual(['later', 'later', 'later', 'later', 'set-aside']);
    expect(retry.suspects).toEqual({});
  });

  it.each([502, 503, 504])('is never set aside for a %i', (status) => {
    expect(send([entry('1')], ['1'], status)).toEqual({ left: ['1'], aside: [], waits: 100 });
  });

  it('lets all others pass before it is tried again', () => {
    const retry = recordFailure(createRetryState(), ['1'], 500).retry;
    expect(ids(chooseBatch([entry('1'), entry('2')], 'maya', retry).entries)).toEqual(['2']);
    expect(ids(chooseBatch([entry('1')], 'maya', retry).entries)).toEqual(['1']);
    expect(ids(chooseBatch([entry('1')], 'tom', retry).entries)).toEqual([]);
  });

  it('gets another chance when a person asks for it', () => {
    expect(clearSuspects(recordFailure(createRetryState(), ['1'], 500).retry, ['1'])).toEqual(
      createRetryState()
    );
  });
});

describe('an outbox with poison in it', () => {
  it('empties but for what alone makes the server fail', () => {
    const result = send(outbox(60), ['007', '041'], 500);
    expect({ ...result, aside: result.aside.sort() }).toMatchObject({
      left: [],
      aside: ['007', '041']
    });
  });

  it('keeps what it cannot tell from a server that is away, and sends the rest', () => {
    expect(send(outbox(60), ['007'], 502)).toMatchObject({ left: ['007'], aside: [] });
  });
});
