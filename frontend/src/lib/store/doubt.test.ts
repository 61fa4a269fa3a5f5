import { describe, expect, it } from 'vitest';
import { cleared, failed, halved, noDoubt, passed, pick, type Doubt } from './doubt';
import type { Entry } from './outbox';

const entry = (id: string, login = 'maya'): Entry => ({
  id,
  login,
  day: '2026-11-22',
  item_id: `q-${id}`,
  title: `Question ${id}`,
  kind: 'read',
  body: { id, lesson_id: `q-${id}`, read_at: '2026-11-22T09:00:00Z', seconds: 1 }
});
const outbox = (n: number) => Array.from({ length: n }, (_, i) => entry(String(i).padStart(3, '0')));
const ids = (entries: Entry[]) => entries.map((one) => one.id);

/** Sends until nothing is left, to a server that fails with `status` over the poisonous ones. */
function send(entries: Entry[], poison: string[], status: number, tries = 100) {
  let doubt = noDoubt();
  let left = entries;
  const aside: string[] = [];
  let waits = 0;
  for (let i = 0; i < tries && left.length > 0; i += 1) {
    const batch = ids(pick(left, 'maya', doubt).entries);
    if (!batch.some((id) => poison.includes(id))) {
      doubt = passed(doubt, batch);
      left = left.filter((one) => !batch.includes(one.id));
      continue;
    }
    const next = failed(doubt, batch, status);
    doubt = next.doubt;
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
    const first = failed(noDoubt(), all, 500);
    const second = failed(first.doubt, all, 500);
    const third = failed(second.doubt, all, 500);
    expect([first.step, second.step, third.step]).toEqual(['later', 'later', 'again']);
    expect(third.doubt.limit).toBe(4);
    const fourth = failed(third.doubt, all.slice(0, 4), 500);
    expect(fourth).toEqual({ step: 'again', doubt: { limit: 2, failures: 0, suspects: {} } });
  });

  it('is halved without hurry while the server is away', () => {
    const doubt: Doubt = { limit: 4, failures: 2, suspects: {} };
    expect(failed(doubt, ids(outbox(4)), 503)).toEqual({
      step: 'later',
      doubt: { limit: 2, failures: 0, suspects: {} }
    });
    expect(failed({ ...doubt, failures: 0 }, ids(outbox(4)), 503).doubt.limit).toBe(4);
  });

  it('is trusted again, by doubling, once something went through', () => {
    expect(passed(halved(noDoubt(), 6), ['1'])).toEqual({ limit: 6, failures: 0, suspects: {} });
    expect(passed(noDoubt(), ['1']).limit).toBe(50);
  });
});

describe('one entry that the server fails over', () => {
  it('is set aside after five faults of its own', () => {
    let doubt = noDoubt();
    const steps = Array.from({ length: 5 }, () => {
      const next = failed(doubt, ['1'], 500);
      doubt = next.doubt;
      return next.step;
    });
    expect(steps).toEqual(['later', 'later', 'later', 'later', 'set-aside']);
    expect(doubt.suspects).toEqual({});
  });

  it.each([502, 503, 504])('is never set aside for a %i', (status) => {
    expect(send([entry('1')], ['1'], status)).toEqual({ left: ['1'], aside: [], waits: 100 });
  });

  it('lets all others pass before it is tried again', () => {
    const doubt = failed(noDoubt(), ['1'], 500).doubt;
    expect(ids(pick([entry('1'), entry('2')], 'maya', doubt).entries)).toEqual(['2']);
    expect(ids(pick([entry('1')], 'maya', doubt).entries)).toEqual(['1']);
    expect(ids(pick([entry('1')], 'tom', doubt).entries)).toEqual([]);
  });

  it('gets another chance when a person asks for it', () => {
    expect(cleared(failed(noDoubt(), ['1'], 500).doubt, ['1'])).toEqual(noDoubt());
  });
});

describe('an outbox with poison in it', () => {
  it('empties but for what alone makes the server fail', () => {
    const result = send(outbox(60), ['007', '041'], 500);
    expect({ ...result, aside: result.aside.sort() }).toMatchObject({ left: [], aside: ['007', '041'] });
  });

  it('keeps what it cannot tell from a server that is away, and sends the rest', () => {
    expect(send(outbox(60), ['007'], 502)).toMatchObject({ left: ['007'], aside: [] });
  });
});
