/** Data fetched for a screen: loading, failed, or its value. It starts at once. */
import { phone } from '#lib/store/phone.svelte.ts';

export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<unknown>(null);
  loading = $state(true);
  #fetch: () => Promise<T>;
  #request = 0;

  constructor(fetchValue: () => Promise<T>) {
    this.#fetch = fetchValue;
    void this.reload();
  }

  /** Fetches again while the old value stays visible. A failure keeps the old value. */
  async refresh(): Promise<void> {
    if (this.value === null) return this.reload();
    const request = ++this.#request;
    try {
      const value = await this.#fetch();
      if (request === this.#request) [this.value, this.problem] = [value, null];
    } catch (error) {
      phone.noteError(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }

  async reload(): Promise<void> {
    const request = ++this.#request;
    this.loading = true;
    this.problem = null;
    try {
      const value = await this.#fetch();
      if (request === this.#request) this.value = value;
    } catch (error) {
      phone.noteError(error);
      if (request === this.#request) this.problem = error;
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }
}
