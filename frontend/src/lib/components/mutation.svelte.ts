/** A change sent to the server: running, done, or failed with a sentence about why. */
import { tick } from 'svelte';
import { Problem, type ProblemItem } from '#lib/api/http.ts';
import { phone } from '#lib/store/phone.svelte.ts';
import { explainError } from './explainError.ts';

/** How many changes are under way on the screen. */
export const running = $state({ count: 0 });

export class Mutation {
  busy = $state(false);
  done = $state(false);
  errorText = $state('');
  /** What is wrong with which field, if the server said so. */
  faults = $state.raw<ProblemItem[]>([]);

  async run(
    work: () => Promise<void>,
    say: (error: unknown) => string = explainError
  ): Promise<boolean> {
    const pressed = document.activeElement;
    this.busy = true;
    running.count += 1;
    this.forget();
    try {
      await work();
      this.done = true;
    } catch (error) {
      phone.noteError(error);
      this.faults = error instanceof Problem ? error.faults : [];
      this.errorText = say(error);
    } finally {
      running.count -= 1;
      this.busy = false;
    }
    await returnFocus(pressed);
    return this.done;
  }

  /** Forgets the last result. */
  forget() {
    this.done = false;
    this.errorText = '';
    this.faults = [];
  }

  /** What is wrong with a field; empty if nothing is. */
  faultOf(field: string): string {
    return this.faults.find((fault) => fault.where === field)?.what ?? '';
  }
}

/** A button that is disabled while the change is sent loses the focus. It gets it back. */
async function returnFocus(pressed: Element | null): Promise<void> {
  await tick();
  const nowhere = document.activeElement === null || document.activeElement === document.body;
  if (nowhere && pressed instanceof HTMLElement && pressed.isConnected)
    pressed.focus({ preventScroll: true });
}
