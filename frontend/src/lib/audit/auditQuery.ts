/** The filters of the audit log, as the server takes them. */
import type { AuditGroup, AuditQuery } from '#lib/api/types.ts';

/** A person or thing that is filtered by: its key and how it is called. */
export interface Chosen {
  key: string;
  name: string;
}

export interface AuditFilters {
  text: string;
  group: AuditGroup | null;
  /** Days (`YYYY-MM-DD`) of this phone; empty for no limit. */
  from: string;
  to: string;
  by: Chosen | null;
  about: Chosen | null;
}

export const NO_FILTERS: AuditFilters = {
  text: '',
  group: null,
  from: '',
  to: '',
  by: null,
  about: null
};

/** The first instant of a day of this phone, or of the day after it. */
function startOf(day: string, daysLater = 0): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}

/** Only the filters that are set. */
export function auditQuery(filters: AuditFilters): AuditQuery {
  const text = filters.text.trim();
  return {
    ...(text && { text }),
    ...(filters.group && { group: filters.group }),
    ...(filters.from && { since: startOf(filters.from) }),
    ...(filters.to && { until: startOf(filters.to, 1) }),
    ...(filters.by && { by: filters.by.key }),
    ...(filters.about && { about: filters.about.key })
  };
}

export const isFiltered = (filters: AuditFilters): boolean =>
  Object.keys(auditQuery(filters)).length > 0;

/** The address of a file with all entries that fit. */
export function exportAddress(filters: AuditFilters, format: 'csv' | 'jsonl'): string {
  const query = Object.entries({ ...auditQuery(filters), format });
  return `/api/audit/export?${new URLSearchParams(query.map(([key, value]) => [key, `${value}`]))}`;
}
