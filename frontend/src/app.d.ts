declare global {
  namespace App {
    interface PageState {
      /** The phone is inside a break or practises beyond it, and is not on the start screen. */
      sitting?: 'break' | 'more';
      /** The phone looks again at how the break went. */
      looking?: boolean;
      /** How many screens deep a leader composes a challenge: the phone's own way back leads to the one before. */
      composing?: number;
    }
  }
}

export {};
