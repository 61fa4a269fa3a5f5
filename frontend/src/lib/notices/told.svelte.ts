/** What the person was told, as this phone knows it: kept for when there is no network, and with what was read here. */
import * as calls from '#lib/api/calls.ts';
import type { Notice } from '#lib/api/types.ts';
import { get, names, put } from '#lib/store/db.ts';
import { live } from '#lib/store/live.svelte.ts';
import { phone } from '#lib/store/phone.svelte.ts';
import { allRead, begun, firstMet, putAway, results, unread, type Met } from './met';

class Told {
  notices = $state.raw<Notice[]>([]);
  /** null until storage has said what was read. */
  met = $state.raw<Met | null>(null);
  #login = '';

  unread = $derived(this.met ? unread(this.notices, this.met) : []);
  won = $derived(this.met ? results(this.notices, this.met, true, Date.now()) : []);
  missed = $derived(this.met ? results(this.notices, this.met, false, Date.now()) : []);

  begun = (day: string): Notice[] => (this.met ? begun(this.notices, this.met, day) : []);

  /** Keeps up with what this person is told; returns how to stop. */
  follow(login: string): () => void {
    void this.#open(login);
    return live.listen(['notice'], () => void this.#refresh(login));
  }

  async #open(login: string): Promise<void> {
    if (this.#login !== login) [this.notices, this.met] = [[], null];
    this.#login = login;
    const notices = await get<Notice[]>(names.notices(login)).catch(() => undefined);
    const met = await get<Met>(names.met(login)).catch(() => undefined);
    if (this.#login !== login) return;
    if (this.notices.length === 0) this.notices = notices ?? [];
    this.met ??= met ?? null;
    await this.#refresh(login);
  }

  /** Where that fails, what was there last stays. */
  async #refresh(login: string): Promise<void> {
    try {
      const { notices } = await calls.notices();
      if (this.#login !== login || !(await phone.isStill(login))) return;
      this.notices = notices;
      await put(names.notices(login), notices).catch(() => (phone.storageBroken = true));
      if (!this.met) await this.#meet(firstMet(notices, Date.now()));
    } catch (error) {
      phone.notice(error);
    }
  }

  /** All of it is on the screen. */
  async read(): Promise<void> {
    if (this.met && this.unread.length > 0) await this.#meet(allRead(this.notices, this.met));
  }

  async putAway(notice: Notice): Promise<void> {
    if (this.met) await this.#meet(putAway(notice, this.notices, this.met));
  }

  async #meet(met: Met): Promise<void> {
    this.met = met;
    await put(names.met(this.#login), met).catch(() => (phone.storageBroken = true));
  }
}

export const told = new Told();
