declare global {
  /**
   * Trusted Types, where the browser has them. What a policy gives stands for a text, and the
   * browser takes it wherever TypeScript wants that text.
   */
  var trustedTypes:
    { createPolicy<Rules extends object>(name: string, rules: Rules): Rules } | undefined;

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
