/**
 * Hints from the server that something has changed, over one event stream while the app is visible.
 * A hint only says what to fetch again. Without a stream the app polls.
 */
import { backoffMs } from './outbox.ts';

export type Hint = 'challenge' | 'notice' | 'moment' | 'board';
const KINDS: Hint[] = ['challenge', 'notice', 'moment', 'board'];
/** How often the app polls without a stream. */
const POLL_MS = 30_000;
/** All phones of a team get a hint at the same time; each waits a random part of this. */
const SPREAD_MS = 400;
const VISIBLE = 'visible';

interface Listener {
  kinds: Hint[];
  onHint: () => void;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

export class Live {
  /** True while the stream is open. */
  open = $state(false);
  #path: string;
  // Nothing on the screen depends on who listens.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #listeners = new Set<Listener>();
  #source: EventSource | null = null;
  #tries = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pollTimer: ReturnType<typeof setInterval> | undefined;
  readonly #onVisibility = () => this.#reconnect();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Calls `onHint` when one of the kinds has changed or may have. Returns a function that stops it.
   */
  listen(kinds: Hint[], onHint: () => void): () => void {
    const listener: Listener = { kinds, onHint };
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      clearTimeout(listener.timer);
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  #start(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    addEventListener('online', this.#onVisibility);
    this.#pollTimer = setInterval(() => {
      if (!this.open && document.visibilityState === VISIBLE) this.#notify(KINDS);
    }, POLL_MS);
    this.#connect();
  }

  #stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    removeEventListener('online', this.#onVisibility);
    clearInterval(this.#pollTimer);
    this.#close();
  }

  #reconnect(): void {
    this.#close();
    if (document.visibilityState !== VISIBLE) return;
    this.#tries = 0;
    this.#connect(true);
  }

  /** `late`: hints may have been missed before. */
  #connect(late = false): void {
    if (document.visibilityState !== VISIBLE) return;
    const source = new EventSource(this.#path);
    this.#source = source;
    source.onopen = () => {
      this.open = true;
      this.#tries = 0;
      if (late) this.#notify(KINDS);
    };
    source.onerror = () => this.#onError();
    for (const kind of KINDS) {
      source.addEventListener(kind, () => {
        this.open = true;
        this.#notify([kind]);
      });
    }
    // The server receives no hints itself, so the app polls.
    source.addEventListener('away', () => {
      if (this.open) this.#notify(KINDS);
      this.open = false;
    });
  }

  #onError(): void {
    this.#close();
    this.#tries += 1;
    this.#retryTimer = setTimeout(() => this.#connect(true), backoffMs(this.#tries, Math.random()));
  }

  #close(): void {
    clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = null;
    this.open = false;
  }

  /** Several hints within a moment call the listener once. */
  #notify(kinds: Hint[]): void {
    for (const listener of this.#listeners) {
      if (listener.timer !== undefined || !listener.kinds.some((kind) => kinds.includes(kind)))
        continue;
      listener.timer = setTimeout(() => {
        listener.timer = undefined;
        listener.onHint();
      }, Math.random() * SPREAD_MS);
    }
  }
}

export const live = new Live('/api/live');
