/** The audit log as the screen shows it: the filters, and the entries that were fetched. */
import * as calls from '#lib/api/calls.ts';
import type { AuditEntry, AuditPage } from '#lib/api/types.ts';
import { Mutation } from '#lib/components/mutation.svelte.ts';
import { Resource } from '#lib/components/resource.svelte.ts';
import { type AuditFilters, auditQuery, NO_FILTERS } from './auditQuery.ts';

export class AuditLog {
  filters = $state.raw<AuditFilters>(NO_FILTERS);
  newest = $state.raw<Resource<AuditPage>>(this.#fetchNewest());
  #older = $state.raw<AuditEntry[]>([]);
  #more = $state<boolean | null>(null);
  readonly fetching = new Mutation();

  /** All entries that were fetched, newest first. */
  list(page: AuditPage): AuditEntry[] {
    return [...page.entries, ...this.#older];
  }

  hasMore(page: AuditPage): boolean {
    return this.#more ?? page.more;
  }

  /** Looks with changed filters, from the newest entry on. */
  look(changes: Partial<AuditFilters>): void {
    this.filters = { ...this.filters, ...changes };
    this.#older = [];
    this.#more = null;
    this.newest = this.#fetchNewest();
  }

  /** Fetches the entries before the last one. They are dropped if the filters change meanwhile. */
  async fetchOlder(last: string): Promise<void> {
    const { newest } = this;
    await this.fetching.run(async () => {
      const page = await calls.auditLog(auditQuery(this.filters), last);
      if (newest !== this.newest) return;
      this.#older = [...this.#older, ...page.entries];
      this.#more = page.more;
    });
  }

  #fetchNewest(): Resource<AuditPage> {
    const query = auditQuery(this.filters);
    return new Resource(() => calls.auditLog(query));
  }
}
