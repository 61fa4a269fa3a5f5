/** A change sent to the server: running, done, or failed with a sentence about why. */
import { phone } from '#lib/store/phone.svelte.ts';
import { explainError } from './explainError.ts';

export class Mutation {
  busy = $state(false);
  done = $state(false);
  errorText = $state('');

  async run(
    work: () => Promise<void>,
    say: (error: unknown) => string = explainError
  ): Promise<boolean> {
    this.busy = true;
    this.done = false;
    this.errorText = '';
    try {
      await work();
      this.done = true;
    } catch (error) {
      phone.noteError(error);
      this.errorText = say(error);
    } finally {
      this.busy = false;
    }
    return this.done;
  }
}
