declare global {
  namespace App {
    interface PageState {
      /** Set while a break, or practice beyond it, is on the screen instead of the start screen. */
      sitting?: 'break' | 'more';
      /** Set while the summary of a finished break is shown again. */
      looking?: boolean;
      /**
       * How many steps of the challenge form are open. The phone's back button returns to the step
       * before.
       */
      composing?: number;
    }
  }
}

export {};
