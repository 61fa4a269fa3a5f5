/** What the whole app knows about this phone: who is signed in, the network, and what waits to be sent. */
import * as calls from '#lib/api/calls.ts';
import { network, Problem } from '#lib/api/http.ts';
import type { Me, Receipt } from '#lib/api/types.ts';
import { get, names, put, remove } from './db';
import { flushOutbox } from './flush';
import { locked } from './lock';
import { backoff, type Refusal } from './outbox';
import { refusalsOf, unsentCount } from './record';

class Phone {
  me = $state<Me | null>(null);
  /** False until storage has been read once. */
  started = $state(false);
  online = $state(true);
  /** The server no longer knows this session; what is on the phone stays. */
  expired = $state(false);
  unsent = $state(0);
  refusals = $state<Refusal[]>([]);
  /** Storage refused to work: answers are not safe here. */
  storageBroken = $state(false);
  sending = $state(false);
  receipt = $state<Receipt | null>(null);

  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> | null = null;
  #again = false;

  async start(): Promise<void> {
    this.online = navigator.onLine;
    network.heard = (up) => (this.online = up);
    addEventListener('online', () => this.#wake());
    addEventListener('offline', () => (this.online = false));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#comeBack();
    });
    try {
      this.me = (await get<Me>(names.me)) ?? null;
    } catch {
      this.storageBroken = true;
    }
    if (!this.me || this.storageBroken) await this.refreshMe();
    else void this.refreshMe();
    this.started = true;
    void this.flush();
  }

  #wake(): void {
    this.online = true;
    this.#tries = 0;
    if (!this.me || this.expired) void this.refreshMe();
    void this.flush();
  }

  /** Another tab may have signed somebody else in meanwhile. */
  async #comeBack(): Promise<void> {
    const kept = await get<Me>(names.me).catch(() => undefined);
    if (kept?.login !== this.me?.login && !this.storageBroken) location.reload();
    else void this.flush();
  }

  async refreshMe(): Promise<void> {
    try {
      if (!(await this.#left())) return;
      const me = await calls.me();
      if (this.me && this.me.login !== me.login) return location.reload();
      await this.#keep(me);
    } catch (error) {
      this.notice(error);
    }
  }

  /** Failed calls pass here, so that one place knows that a session is over. */
  notice(error: unknown): void {
    if (error instanceof Problem && error.status === 401) this.expired = this.me !== null;
  }

  async #keep(me: Me): Promise<void> {
    this.me = me;
    this.expired = false;
    await put(names.me, $state.snapshot(me)).catch(() => (this.storageBroken = true));
  }

  /** Signs in or joins; under the lock, so that nothing is being sent meanwhile. */
  async enter(how: () => Promise<Me>): Promise<void> {
    await locked(async () => {
      await this.#keep(await how());
      await remove(names.leaving).catch(() => undefined);
    });
    void this.flush();
  }

  update(me: Me): Promise<void> {
    return this.#keep(me);
  }

  /** What was answered stays in the outbox, under this person's login. */
  async leave(): Promise<void> {
    const login = this.me?.login;
    if (!login) return;
    await locked(async () => {
      await put(names.leaving, true);
      await remove(names.me);
      await remove(names.today(login));
    });
    this.me = null;
    this.expired = false;
    this.unsent = 0;
    await this.#left();
  }

  /** Someone who signed out without a network is signed out at the server before anything else is asked. */
  async #left(): Promise<boolean> {
    if (!(await get<boolean>(names.leaving).catch(() => false))) return true;
    try {
      await calls.signOut();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) return false;
    }
    await remove(names.leaving);
    return true;
  }

  async count(): Promise<void> {
    const login = this.me?.login;
    if (!login) return;
    try {
      this.unsent = await unsentCount(login);
      this.refusals = await refusalsOf(login);
    } catch {
      this.storageBroken = true;
    }
  }

  /** Asks for a flush; calls made while one runs are served by one more run after it. */
  flush(): Promise<void> {
    if (this.#flushing) this.#again = true;
    this.#flushing ??= this.#run().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.sending = true;
    try {
      do {
        this.#again = false;
        const result = await flushOutbox((receipt) => this.#took(receipt));
        if (result.state === 'sign-in') this.expired = this.me !== null;
        if (result.state === 'later') this.#retry(result.wait);
        if (result.state !== 'empty') break;
        this.#tries = 0;
      } while (this.#again);
    } catch {
      this.storageBroken = true;
    } finally {
      this.sending = false;
      await this.count();
    }
  }

  #retry(waitSeconds: number | null): void {
    this.#tries += 1;
    const pause = Math.max(backoff(this.#tries, Math.random()), (waitSeconds ?? 0) * 1000);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  #took(receipt: Receipt): void {
    this.receipt = receipt;
    this.expired = false;
    const { points, week_points, streak } = receipt;
    if (this.me) void this.#keep({ ...this.me, points, week_points, streak });
  }
}

export const phone = new Phone();
