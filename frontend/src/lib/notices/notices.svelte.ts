/** The person's notices, stored for offline use, and which of them were read on this phone. */
import * as calls from '#lib/api/calls.ts';
import type { Notice } from '#lib/api/types.ts';
import { get, putOwn, storageKeys } from '#lib/store/database.ts';
import { onForget } from '#lib/store/forgetPeople.ts';
import { live } from '#lib/store/live.svelte.ts';
import { phone } from '#lib/store/phone.svelte.ts';
import {
  markAllRead,
  findKickoffs,
  createReadState,
  dismissNotice,
  findResults,
  findUnread,
  type ReadState
} from './readState.ts';

class Notices {
  notices = $state.raw<Notice[]>([]);
  /** Null until storage has been read. */
  readState = $state.raw<ReadState | null>(null);
  #login = '';

  unread = $derived(this.readState ? findUnread(this.notices, this.readState) : []);
  won = $derived(this.readState ? findResults(this.notices, this.readState, true, Date.now()) : []);
  missed = $derived(
    this.readState ? findResults(this.notices, this.readState, false, Date.now()) : []
  );

  kickoffsOn = (day: string): Notice[] =>
    this.readState ? findKickoffs(this.notices, this.readState, day) : [];

  constructor() {
    onForget(() => {
      this.#login = '';
      [this.notices, this.readState] = [[], null];
    });
  }

  /** Loads this person's notices and keeps them current. Returns a function that stops it. */
  follow(login: string): () => void {
    void this.#open(login);
    return live.listen(['notice'], () => void this.#refresh(login));
  }

  async #open(login: string): Promise<void> {
    if (this.#login !== login) [this.notices, this.readState] = [[], null];
    this.#login = login;
    const notices = await get<Notice[]>(storageKeys.notices(login)).catch(() => undefined);
    const stored = await get<ReadState>(storageKeys.readState(login)).catch(() => undefined);
    if (this.#login !== login) return;
    if (this.notices.length === 0) this.notices = notices ?? [];
    this.readState ??= stored ?? null;
    await this.#refresh(login);
  }

  /** Loads the notices. If that fails, the old ones stay. */
  async #refresh(login: string): Promise<void> {
    try {
      const { notices } = await calls.notices();
      if (this.#login !== login || !(await phone.isSignedIn(login))) return;
      this.notices = notices;
      await putOwn(storageKeys.notices(login), notices).catch(() => (phone.storageBroken = true));
      if (!this.readState) await this.#setReadState(createReadState(notices, Date.now()));
    } catch (error) {
      phone.noteError(error);
    }
  }

  /** Marks all notices as read. */
  async markRead(): Promise<void> {
    if (this.readState && this.unread.length > 0)
      await this.#setReadState(markAllRead(this.notices, this.readState));
  }

  async dismiss(notice: Notice): Promise<void> {
    if (this.readState)
      await this.#setReadState(dismissNotice(notice, this.notices, this.readState));
  }

  async #setReadState(readState: ReadState): Promise<void> {
    this.readState = readState;
    await putOwn(storageKeys.readState(this.#login), readState).catch(
      () => (phone.storageBroken = true)
    );
  }
}

export const notices = new Notices();
