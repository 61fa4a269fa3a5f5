/** The import of one rota: what the leader chose, what the server answered. */
import * as calls from '#lib/api/calls.ts';
import { Problem, type ProblemItem } from '#lib/api/http.ts';
import type { Rota, RotaColumn, RotaDates } from '#lib/api/types.ts';
import { explainError } from '#lib/components/explainError.ts';
import { Mutation } from '#lib/components/mutation.svelte.ts';
import { m } from '#lib/i18n/messages.ts';

const CANNOT_BE_USED = 422;

export class RotaImport {
  dates = $state<RotaDates>('auto');
  /** What the leader said about the columns, as the server takes it. */
  columns = $state<string | undefined>();
  week = $state('');
  login = $state('');
  report = $state.raw<Rota | null>(null);
  faults = $state.raw<ProblemItem[]>([]);
  /** The columns of a table that lacks one. */
  incomplete = $state.raw<RotaColumn[]>([]);
  readonly change = new Mutation();

  /** A grid names weekdays, but not its week. */
  get needsWeek(): boolean {
    return this.week !== '' || this.faults.some((fault) => fault.where === 'week');
  }

  /** Previews or keeps a file. `isCalendar`: it is one person's, and has no columns. */
  async send(file: File, dry_run: boolean, isCalendar: boolean) {
    const keep_good = this.report !== null && this.report.problems.length > 0;
    this.#forgetAnswer(dry_run);
    await this.change.run(
      async () => {
        // A file that changed since it was chosen cannot be read again, which would look like a
        // network failure.
        const read = await file.arrayBuffer().catch(() => null);
        if (!read) throw new Problem(CANNOT_BE_USED, '', m.rota_unreadable());
        const blob = new Blob([read]);
        try {
          this.report = await calls.sendRota(
            blob,
            this.#makeOptions(dry_run, keep_good, isCalendar)
          );
        } catch (error) {
          if (!isCalendar) await this.#findMissingColumns(blob, error);
          throw error;
        }
      },
      (error) => this.#explain(error)
    );
  }

  /** Forgets all about a file: another one was chosen. */
  startOver() {
    this.columns = undefined;
    this.week = '';
    this.dates = 'auto';
    this.incomplete = [];
    this.#forgetAnswer(true);
  }

  #forgetAnswer(isPreview: boolean) {
    if (isPreview) this.report = null;
    this.faults = [];
    this.change.errorText = '';
  }

  #makeOptions(dry_run: boolean, keep_good: boolean, isCalendar: boolean) {
    const options = { dates: this.dates, dry_run, keep_good };
    if (isCalendar) return { ...options, login: this.login };
    return {
      ...options,
      ...(this.columns === undefined ? {} : { columns: this.columns }),
      ...(this.week ? { week: this.week } : {})
    };
  }

  async #findMissingColumns(blob: Blob, error: unknown) {
    this.incomplete = [];
    if (!(error instanceof Problem) || error.status !== CANNOT_BE_USED) return;
    const found = await calls.rotaColumns(blob, this.columns).catch(() => null);
    if (found && found.missing.length > 0) this.incomplete = found.columns;
  }

  /** Faults of a file are listed by line. */
  #explain(error: unknown): string {
    if (!(error instanceof Problem) || error.faults.length === 0) return explainError(error);
    this.faults = error.faults;
    return error.detail;
  }
}
