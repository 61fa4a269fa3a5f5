/** State of this phone: who is signed in, whether there is a network, and what waits to be sent. */
import * as calls from '#lib/api/calls.ts';
import { network, Problem } from '#lib/api/http.ts';
import { rememberLanguage } from '#lib/i18n/locale.ts';
import type { Me, Receipt } from '#lib/api/types.ts';
import { get, storageKeys, put, remove } from './database.ts';
import { forgetOthers, forgetStored } from './forgetPeople.ts';
import { storeAwards } from './awards.ts';
import { foldFigures, type StoredMe } from './figures.ts';
import { flushOutbox, retryRefusal, type FlushResult, type Tab } from './flushOutbox.ts';
import { compareLogins, storeMe, type Replaced } from './identity.ts';
import { withLock } from './lock.ts';
import { backoffMs, type Refusal } from './outbox.ts';
import { listEntries, listRefusals, countUnsent } from './outboxStorage.ts';
import { reachServer } from './reachServer.ts';
import { announce, onTabMessage, type TabMessage } from './tabs.ts';

/** How long other work waits for the outbox: a sleeping tab may hold the lock. */
const OUTBOX_WAIT_MS = 20_000;
/** How often the app tries the server while it cannot be reached. */
const PROBE_MS = 5_000;
/** How often the screens look whether a new day has begun. */
const CLOCK_MS = 30_000;

class Phone {
  me = $state<StoredMe | null>(null);
  /** False until storage has been read once. */
  started = $state(false);
  online = $state(true);
  /** The server has ended the session. Only unsent answers are left on the phone. */
  expired = $state(false);
  /** The person whose place was taken by a sign-in, until the notice is dismissed. */
  replaced = $state<Replaced | null>(null);
  unsent = $state(0);
  /** The days of the answers that wait. */
  waitingDays = $state.raw<string[]>([]);
  refusals = $state<Refusal[]>([]);
  /** Storage failed: answers are not safe here. */
  storageBroken = $state(false);
  sending = $state(false);
  receipt = $state<Receipt | null>(null);
  /** Counts what other tabs of this person have finished. */
  doneElsewhere = $state(0);
  #now = $state(Date.now());
  /** What every screen shows of points and streak. */
  figures = $derived(this.me ? foldFigures(this.me, this.waitingDays, this.#now) : null);

  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> | null = null;
  #runAgain = false;
  /** The login that the server confirmed since the last event that can change it. */
  #confirmed: string | null = null;
  #fetchingMe: Promise<void> | null = null;
  #reloading = false;
  #probeTimer: ReturnType<typeof setTimeout> | undefined;
  /** A sign-out that the server does not know yet, where storage fails. */
  #leaving = false;

  async start(): Promise<void> {
    this.online = navigator.onLine;
    network.onResult = (up) => this.#noteNetwork(up);
    addEventListener('online', () => this.#onOnline());
    addEventListener('offline', () => this.#noteNetwork(false));
    onTabMessage((message) => void this.#onTabMessage(message));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#onVisible();
    });
    setInterval(() => (this.#now = Date.now()), CLOCK_MS);
    try {
      this.me = (await get<StoredMe>(storageKeys.me)) ?? null;
      this.replaced = (await get<Replaced>(storageKeys.replaced)) ?? null;
      // Earlier versions left data of people who had signed out.
      await forgetStored(this.me?.login ?? null);
    } catch {
      this.storageBroken = true;
    }
    if (!this.me || this.storageBroken) await this.refreshMe();
    else void this.refreshMe();
    this.started = true;
    void this.flush();
  }

  /** While the server cannot be reached, it is tried again and again. */
  #noteNetwork(up: boolean): void {
    this.online = up;
    clearTimeout(this.#probeTimer);
    if (!up) this.#probeTimer = setTimeout(() => void this.#probe(), PROBE_MS);
  }

  async #probe(): Promise<void> {
    if (document.visibilityState === 'visible' && (await reachServer())) this.#onOnline();
    else if (!this.online) this.#noteNetwork(false);
  }

  /** Tries the server. If it cannot be reached, it is tried again until it can. */
  async checkNetwork(): Promise<boolean> {
    const up = await reachServer();
    this.#noteNetwork(up);
    return up;
  }

  #onOnline(): void {
    this.#noteNetwork(true);
    this.#tries = 0;
    this.#confirmed = null;
    if (!this.me || this.expired) void this.refreshMe();
    void this.flush();
  }

  async #onTabMessage(message: TabMessage): Promise<void> {
    if (message.kind === 'identity') await this.#followOtherTab();
    else if (message.login === this.me?.login) this.doneElsewhere += 1;
  }

  /** Another tab may have signed somebody in or out. Returns whether this tab is still right. */
  async #followOtherTab(): Promise<boolean> {
    if (this.storageBroken) return true;
    const kept = await get<Me>(storageKeys.me).catch(() => undefined);
    if (kept?.login === this.me?.login) return true;
    if (kept) this.#reloadPage();
    else await this.#forgetEverybody();
    return false;
  }

  async #onVisible(): Promise<void> {
    this.#now = Date.now();
    if (!(await this.#followOtherTab())) return;
    this.#confirmed = null;
    void this.refreshMe();
    void this.flush();
  }

  /**
   * Reloads the page because it shows another person's data. Without storage that is impossible:
   * then only this tab's memory is left.
   */
  #reloadPage(): void {
    if (this.storageBroken || this.#reloading) return;
    this.#reloading = true;
    location.reload();
  }

  /** Asks the server who is signed in. Calls in the meantime share the answer. */
  refreshMe(): Promise<void> {
    this.#fetchingMe ??= this.#fetchMe().finally(() => (this.#fetchingMe = null));
    return this.#fetchingMe;
  }

  async #fetchMe(): Promise<void> {
    const asked = this.me?.login ?? null;
    try {
      if (!(await this.#finishSignOut())) return;
      const me = await calls.me();
      const finding = compareLogins(asked, this.me?.login ?? null, me.login);
      if (finding === 'same') await this.#saveMe(me);
      if (finding === 'other') await this.#replaceMe(me);
    } catch (error) {
      const ended = error instanceof Problem && error.status === 401;
      if (ended && asked !== null && asked === this.me?.login) await this.#endSession();
    }
  }

  /** The session has expired, or was ended: by a new PIN, or with the account. */
  async #endSession(): Promise<void> {
    await this.#forgetEverybody();
    this.expired = true;
    announce({ kind: 'identity' });
    rememberLanguage(null, false);
  }

  /** Leaves nothing of anybody in this tab and on the phone, but unsent answers. */
  async #forgetEverybody(): Promise<void> {
    this.#setNobody();
    await forgetOthers(null).catch(() => (this.storageBroken = true));
  }

  #setNobody(): void {
    this.me = null;
    this.#confirmed = null;
    this.expired = false;
    this.unsent = 0;
    this.refusals = [];
    this.receipt = null;
    this.replaced = null;
  }

  /** The session belongs to somebody else. They are stored first, so that the page reloads once. */
  async #replaceMe(me: Me): Promise<void> {
    const before = this.me!;
    try {
      const waiting = await countUnsent(before.login);
      await storeMe(me, before.login, { name: before.name, waiting });
      await forgetOthers(me.login);
    } catch {
      this.storageBroken = true;
      this.me = me;
    }
    this.#reloadPage();
  }

  async dismissReplaced(): Promise<void> {
    await remove(storageKeys.replaced).catch(() => undefined);
    this.replaced = null;
  }

  /** Whether this tab's person is still `login`, after a running request has been answered. */
  async isSignedIn(login: string): Promise<boolean> {
    await this.#fetchingMe;
    return this.me?.login === login && !this.#reloading;
  }

  async #confirm(login: string, anew: boolean): ReturnType<Tab['confirm']> {
    if (anew) this.#confirmed = null;
    if (this.#confirmed !== login) await this.refreshMe();
    if (this.#reloading) return 'other';
    if (this.#confirmed === login) return 'same';
    return this.me ? 'later' : 'sign-in';
  }

  /** Every failed call passes here, so that an ended session is noticed in one place. */
  noteError(error: unknown): void {
    if (!(error instanceof Problem) || error.status !== 401 || !this.me) return;
    this.#confirmed = null;
    void this.refreshMe();
  }

  async #saveMe(me: Me): Promise<void> {
    const before = this.me?.login ?? null;
    this.#setMe(me);
    await storeMe($state.snapshot(this.me)!, before).catch(() => (this.storageBroken = true));
    rememberLanguage(me.language);
  }

  #setMe(me: Me): void {
    this.#now = Date.now();
    this.me = { ...me, seen_at: new Date(this.#now).toISOString() };
    this.#confirmed = me.login;
    this.expired = false;
  }

  /** Signs in or joins, under the lock, so that nothing is sent at the same time. */
  async signIn(how: () => Promise<Me>): Promise<void> {
    this.#confirmed = null;
    try {
      await withLock(async () => {
        const me = await how();
        await forgetOthers(me.login).catch(() => (this.storageBroken = true));
        this.#setMe(me);
        await put(storageKeys.me, $state.snapshot(this.me)).catch(
          () => (this.storageBroken = true)
        );
        await remove(storageKeys.leaving).catch(() => undefined);
        this.#leaving = false;
      });
      announce({ kind: 'identity' });
    } catch (error) {
      // The session may have changed although the answer was lost.
      if (error instanceof Problem && error.offline) void this.refreshMe();
      throw error;
    }
    await this.dismissReplaced();
    if (this.me) rememberLanguage(this.me.language);
    void this.flush();
  }

  update(me: Me): Promise<void> {
    return me.login === this.me?.login ? this.#saveMe(me) : this.refreshMe();
  }

  /**
   * Signs out, also without a network: the server learns it later. Unsent answers stay in the
   * outbox under this person's login; nothing else of the person stays.
   */
  async signOut(): Promise<void> {
    if (!this.me) return;
    this.#leaving = true;
    await withLock(async () => {
      await put(storageKeys.leaving, true).catch(() => (this.storageBroken = true));
      await this.#forgetEverybody();
    });
    announce({ kind: 'identity' });
    await this.#finishSignOut();
    rememberLanguage(null, this.online);
  }

  /** Completes a sign-out that was made without a network. Returns false if it is still open. */
  async #finishSignOut(): Promise<boolean> {
    const stored = await get<boolean>(storageKeys.leaving).catch(() => false);
    if (!stored && !this.#leaving) return true;
    try {
      await calls.signOut();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) return false;
    }
    this.#leaving = false;
    await remove(storageKeys.leaving).catch(() => (this.storageBroken = true));
    return true;
  }

  async countUnsent(): Promise<void> {
    const login = this.me?.login;
    if (!login) return;
    try {
      const waiting = await listEntries(login);
      this.unsent = waiting.length;
      this.waitingDays = waiting.map((entry) => entry.day);
      this.refusals = await listRefusals(login);
    } catch {
      this.storageBroken = true;
    }
  }

  /** Asks for the figures again if a page that was just fetched has newer ones. */
  noteFigures(newer: Partial<Pick<Me, 'points' | 'week_points' | 'streak' | 'day'>>): void {
    const me = this.me;
    const names = Object.keys(newer) as (keyof typeof newer)[];
    if (me && this.online && names.some((name) => me[name] !== newer[name])) void this.refreshMe();
  }

  /** Sends what waits before the server is asked for data that depends on it. */
  async sendBeforeFetch(login: string): Promise<void> {
    if ((await countUnsent(login).catch(() => 0)) === 0) return;
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, OUTBOX_WAIT_MS));
    await Promise.race([this.flush(), timeout]);
  }

  async sendAgain(id: string): Promise<void> {
    await retryRefusal(id).catch(() => (this.storageBroken = true));
    await this.flush();
  }

  /** Sends the outbox. Calls during a run cause one more run after it. */
  flush(): Promise<void> {
    if (this.#flushing) this.#runAgain = true;
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
        this.#runAgain = false;
        const result = await this.#send();
        if (result.state === 'other') this.#reloadPage();
        if (result.state === 'sign-in') await this.#checkSession();
        if (result.state === 'later') this.#scheduleRetry(result.wait);
        if (result.state !== 'empty') break;
        this.#tries = 0;
      } while (this.#runAgain);
    } catch {
      this.storageBroken = true;
    } finally {
      this.sending = false;
      await this.countUnsent();
    }
  }

  /** The server refused the outbox, or this tab's person is no longer stored. */
  async #checkSession(): Promise<void> {
    if (!this.me || !(await this.#followOtherTab())) return;
    await this.refreshMe();
    if (this.me) this.#scheduleRetry(null);
  }

  async #send(): Promise<FlushResult> {
    const login = this.me?.login;
    if (!login) return { state: 'sign-in', wait: null };
    return flushOutbox({
      login,
      confirm: (anew) => this.#confirm(login, anew),
      onReceipt: (receipt) => this.#applyReceipt(receipt)
    });
  }

  #scheduleRetry(waitSeconds: number | null): void {
    this.#tries += 1;
    const pause = Math.max(backoffMs(this.#tries, Math.random()), (waitSeconds ?? 0) * 1000);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  #applyReceipt(receipt: Receipt): void {
    this.#tries = 0;
    this.receipt = receipt;
    if (!this.me) return;
    const { day, week, points, week_points, streak, streak_if_today, practised_today } = receipt;
    const figures = { day, week, points, week_points, streak, streak_if_today, practised_today };
    void this.#saveMe({ ...this.me, ...figures });
    void storeAwards(this.me.login, receipt.awards).catch(() => undefined);
  }
}

export const phone = new Phone();
