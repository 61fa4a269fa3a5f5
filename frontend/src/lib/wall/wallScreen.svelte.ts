/**
 * State of a wall screen. It fetches on hints and every twenty seconds, and recovers from failures.
 */
import * as calls from '#lib/api/calls.ts';
import { Problem } from '#lib/api/http.ts';
import type { Wall } from '#lib/api/types.ts';
import { Live } from '#lib/store/live.svelte.ts';

const PAIRED_POLL_MS = 20_000;
const WAITING_POLL_MS = 5_000;
const UNKNOWN_DISPLAY_STATUS = 401;

export class WallScreen {
  wall = $state.raw<Wall | null>(null);
  /** True if the last call got no answer. */
  isOffline = $state(false);
  #live = new Live('/api/displays/live');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching = false;
  #stopListening: (() => void) | null = null;
  #stopped = false;

  /** Returns a function that stops it. */
  start(): () => void {
    void this.#fetchWall();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      this.#listen(false);
    };
  }

  async #fetchWall(): Promise<void> {
    if (this.#fetching || this.#stopped) return;
    this.#fetching = true;
    clearTimeout(this.#timer);
    try {
      this.wall = await calls.wall();
      this.isOffline = false;
    } catch (error) {
      await this.#openScreen(error);
    }
    this.#fetching = false;
    if (this.#stopped) return;
    const paired = this.wall?.state === 'paired';
    this.#listen(paired);
    this.#timer = setTimeout(
      () => void this.#fetchWall(),
      paired || this.isOffline ? PAIRED_POLL_MS : WAITING_POLL_MS
    );
  }

  /** Opens a new screen if the server does not know this one. */
  async #openScreen(error: unknown): Promise<void> {
    this.isOffline = true;
    if (!(error instanceof Problem) || error.status !== UNKNOWN_DISPLAY_STATUS) return;
    this.wall = null;
    try {
      const { code } = await calls.openDisplay();
      this.wall = { state: 'waiting', code, team: null, challenges: [], moments: [], notices: [] };
      this.isOffline = false;
    } catch {
      // It is tried again later.
    }
  }

  #listen(wanted: boolean): void {
    if (wanted) {
      this.#stopListening ??= this.#live.listen(
        ['challenge', 'notice', 'moment'],
        () => void this.#fetchWall()
      );
    } else {
      this.#stopListening?.();
      this.#stopListening = null;
    }
  }
}
