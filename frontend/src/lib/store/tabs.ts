/** Messages between the open tabs of the app, so that each knows what another one did. */
export type TabMessage =
  /** Somebody signed in or out. */
  | { kind: 'identity' }
  /** The person finished something. */
  | { kind: 'done'; login: string };

/** Null where the browser has no such channel: then a tab looks when it becomes visible. */
let channel: BroadcastChannel | null = null;
const open = () =>
  (channel ??= 'BroadcastChannel' in globalThis ? new BroadcastChannel('herobreak') : null);

export const announce = (message: TabMessage): void => open()?.postMessage(message);

/** Calls `listener` with messages of other tabs. */
export const onTabMessage = (listener: (message: TabMessage) => void): void =>
  open()?.addEventListener('message', (event: MessageEvent<TabMessage>) => listener(event.data));
