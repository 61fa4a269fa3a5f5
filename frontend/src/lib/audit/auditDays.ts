/** Entries of the audit log by day. */
import type { AuditEntry } from '#lib/api/types.ts';

export interface AuditDay {
  /** A day (`YYYY-MM-DD`) of this phone. */
  day: string;
  entries: AuditEntry[];
}

/** The Swedish form of a date is `YYYY-MM-DD`. */
const dayOf = (instant: string): string => new Date(instant).toLocaleDateString('sv');

/** Groups entries that follow each other by the day on which they were, and keeps their order. */
export function groupByDay(entries: readonly AuditEntry[]): AuditDay[] {
  const days: AuditDay[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const newest = days.at(-1);
    if (newest?.day === day) newest.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
