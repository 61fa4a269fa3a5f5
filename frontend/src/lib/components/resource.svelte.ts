/** Data fetched for a screen: loading, failed, or its value. It starts at once. */
import { phone } from '#lib/store/phone.svelte.ts';

export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<unknown>(null);
  loading = $state(true);
  #ask: () => Promise<T>;
  #turn = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
    void this.again();
  }

  /** Fetches again while the old value stays visible. A failure keeps the old value. */
  async refresh(): Promise<void> {
    if (this.value === null) return this.again();
    const turn = ++this.#turn;
    try {
      const value = await this.#ask();
      if (turn === this.#turn) [this.value, this.problem] = [value, null];
    } catch (error) {
      phone.notice(error);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  async again(): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    this.problem = null;
    try {
      const value = await this.#ask();
      if (turn === this.#turn) this.value = value;
    } catch (error) {
      phone.notice(error);
      if (turn === this.#turn) this.problem = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }
}
