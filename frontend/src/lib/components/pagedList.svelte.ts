/** A list that is fetched a page at a time, with a search word. It starts at once. */
import { phone } from '#lib/store/phone.svelte.ts';

export interface Page<T> {
  items: T[];
  /** What asks for the next page; null for the last one. */
  next: string | null;
}

type DrawnPage<T> = Page<T> & { after: string | undefined };
export type FetchPage<T> = (word: string, after: string | undefined) => Promise<Page<T>>;

/** Pages that are drawn at most. With more rows a slow phone stands still; the first ones go. */
export const MAX_PAGES_SHOWN = 2;
/** How long a person pauses between two letters, in milliseconds. */
const TYPING_PAUSE_MS = 250;

export class PagedList<T> {
  problem = $state.raw<unknown>(null);
  busy = $state(false);
  word = $state('');
  /** The pages that are drawn, and what asked for each. */
  #pages = $state.raw<DrawnPage<T>[] | null>(null);
  #fetch: FetchPage<T>;
  #request = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(fetchPage: FetchPage<T>) {
    this.#fetch = fetchPage;
    void this.reload();
  }

  /** The rows that are drawn; null before the first page is there. */
  get items(): T[] | null {
    return this.#pages?.flatMap((page) => page.items) ?? null;
  }

  get hasMore(): boolean {
    return this.#pages?.at(-1)?.next !== null && this.#pages !== null;
  }

  /** Whether rows before the drawn ones were left out. */
  get isCut(): boolean {
    return this.#pages?.[0]?.after !== undefined;
  }

  /** Looks for a word once the person stops typing. */
  search(word: string): void {
    this.word = word;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.reload(), TYPING_PAUSE_MS);
  }

  /** Fetches the first page. The old rows stay until it is there. */
  reload(): Promise<void> {
    return this.#load([undefined], []);
  }

  /** Fetches the drawn pages again, after something in them was changed. */
  refresh(): Promise<void> {
    return this.#load(this.#pages?.map((page) => page.after) ?? [undefined], []);
  }

  async showMore(): Promise<void> {
    const next = this.#pages?.at(-1)?.next;
    if (next) await this.#load([next], this.#pages ?? []);
  }

  async #load(starts: (string | undefined)[], before: DrawnPage<T>[]): Promise<void> {
    const request = ++this.#request;
    [this.busy, this.problem] = [true, null];
    try {
      const word = this.word.trim();
      const fetched = await Promise.all(
        starts.map(async (after) => ({ ...(await this.#fetch(word, after)), after }))
      );
      if (request === this.#request) this.#pages = [...before, ...fetched].slice(-MAX_PAGES_SHOWN);
    } catch (error) {
      phone.noteError(error);
      if (request === this.#request) this.problem = error;
    } finally {
      if (request === this.#request) this.busy = false;
    }
  }
}
