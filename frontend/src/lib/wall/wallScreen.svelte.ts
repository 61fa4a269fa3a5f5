/** What a screen on the wall knows: it fetches on hints and every twenty seconds, and outlives every kind of trouble. */
import * as calls from '#lib/api/calls.ts';
import { Problem } from '#lib/api/http.ts';
import type { Wall } from '#lib/api/types.ts';
import { Live } from '#lib/store/live.svelte.ts';

const ASK_MS = 20_000;
const WAITING_MS = 5_000;
const UNKNOWN = 401;

export class WallScreen {
  wall = $state.raw<Wall | null>(null);
  /** The last call came back with nothing. */
  cut = $state(false);
  #live = new Live('/api/displays/live');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #deaf: (() => void) | null = null;
  #over = false;

  /** Returns how to stop. */
  start(): () => void {
    void this.#ask();
    return () => {
      this.#over = true;
      clearTimeout(this.#timer);
      this.#listen(false);
    };
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#over) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    try {
      this.wall = await calls.wall();
      this.cut = false;
    } catch (error) {
      await this.#open(error);
    }
    this.#asking = false;
    if (this.#over) return;
    const paired = this.wall?.state === 'paired';
    this.#listen(paired);
    this.#timer = setTimeout(() => void this.#ask(), paired || this.cut ? ASK_MS : WAITING_MS);
  }

  /** A screen that the server does not know, or no longer, becomes a new one. */
  async #open(error: unknown): Promise<void> {
    this.cut = true;
    if (!(error instanceof Problem) || error.status !== UNKNOWN) return;
    this.wall = null;
    try {
      const { code } = await calls.openDisplay();
      this.wall = { state: 'waiting', code, team: null, challenges: [], moments: [], notices: [] };
      this.cut = false;
    } catch {
      // Asked again in a while.
    }
  }

  #listen(wanted: boolean): void {
    if (wanted) {
      this.#deaf ??= this.#live.listen(['challenge', 'notice', 'moment'], () => void this.#ask());
    } else {
      this.#deaf?.();
      this.#deaf = null;
    }
  }
}
