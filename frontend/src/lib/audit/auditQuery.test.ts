import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '#lib/api/types.ts';
import { groupByDay } from './auditDays.ts';
import { auditQuery, exportAddress, isFiltered, NO_FILTERS } from './auditQuery.ts';

describe('the filters', () => {
  it('are left out where they are not set', () => {
    expect(auditQuery({ ...NO_FILTERS, text: '  ' })).toEqual({});
    expect(isFiltered(NO_FILTERS)).toBe(false);
  });

  it('take whole days of this phone, also where a day has 23 hours', () => {
    const query = auditQuery({ ...NO_FILTERS, from: '2026-03-29', to: '2026-03-29' });
    expect(query).toEqual({
      since: new Date(2026, 2, 29).toISOString(),
      until: new Date(2026, 2, 30).toISOString()
    });
  });

  it('are those of the exported file', () => {
    const filters = { ...NO_FILTERS, text: 'a & b', by: { key: 'lea', name: 'Lea' } };
    const address = new URL(exportAddress(filters, 'csv'), 'https://hero.test');
    expect(address.pathname).toBe('/api/audit/export');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      text: 'a & b',
      by: 'lea',
      format: 'csv'
    });
  });
});

describe('the days of entries', () => {
  it('keep the order, and each day stands once', () => {
    const at = (...values: number[]) =>
      ({ at: new Date(...(values as [number, number, number])).toISOString() }) as AuditEntry;
    const days = groupByDay([at(2026, 2, 3, 23, 59), at(2026, 2, 3, 0, 0), at(2026, 2, 2, 23, 59)]);
    expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
      ['2026-03-03', 2],
      ['2026-03-02', 1]
    ]);
  });
});
