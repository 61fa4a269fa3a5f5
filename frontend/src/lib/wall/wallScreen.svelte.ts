/**
 * State of a wall screen. It fetches on hints and every twenty seconds, and recovers from failures.
 */
import * as calls from '#lib/api/calls.ts';
import { Problem } from '#lib/api/http.ts';
import type { Wall } from '#lib/api/types.ts';
import { Live } from '#lib/store/live.svelte.ts';

const ASK_MS = 20_000;
const WAITING_MS = 5_000;
const UNKNOWN = 401;

export class WallScreen {
  wall = $state.raw<Wall | null>(null);
  /** True if the last call got no answer. */
  cut = $state(false);
  #live = new Live('/api/displays/live');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #deaf: (() => void) | null = null;
  #over = false;

  /** Returns a function that stops it. */
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

  /** Opens a new screen if the server does not know this one. */
  async #open(error: unknown): Promise<void> {
    this.cut = true;
    if (!(error instanceof Problem) || error.status !== UNKNOWN) return;
    this.wall = null;
    try {
      const { code } = await calls.openDisplay();
      this.wall = { state: 'waiting', code, team: null, challenges: [], moments: [], notices: [] };
      this.cut = false;
    } catch {
      // It is tried again later.
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
