declare global {
  namespace App {
    interface PageState {
      /** The phone is inside a break, not on the start screen. */
      sitting?: boolean;
    }
  }
}

export {};
