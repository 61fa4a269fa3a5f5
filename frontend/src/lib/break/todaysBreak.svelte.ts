/** Today's break on this phone: the stored break, what is done, and what is left. */
import * as calls from '#lib/api/calls.ts';
import type {
  Attempt,
  Confidence,
  Item,
  Lesson,
  Question,
  Read,
  Response,
  Today
} from '#lib/api/types.ts';
import { get, storageKeys, put } from '#lib/store/database.ts';
import { createDoneDay, itemIdOf, listRemaining, type DoneDay } from '#lib/store/doneDay.ts';
import { phone } from '#lib/store/phone.svelte.ts';
import { forgetOldDays, readDoneDay, recordEntry } from '#lib/store/outboxStorage.ts';
import { uuid7 } from '#lib/store/uuid7.ts';
import { gradeResponse } from './grade.ts';
import { prefetchPictures } from './prefetchPictures.ts';

/** What is stored of a day: the break and the practice beyond it, for use without a network. */
interface KeptDay extends Today {
  more?: Question[];
}

class TodaysBreak {
  today = $state<KeptDay | null>(null);
  done = $state<DoneDay>(createDoneDay());
  loading = $state(true);
  /** Set only when there is no break to show. */
  problem = $state<unknown>(null);
  #login = '';

  left = $derived(this.today ? listRemaining(this.today.items, this.today.done, this.done) : []);
  /** Number of items of the day, including done ones that the server no longer lists. */
  total = $derived(this.left.length + this.#doneIds().size);

  /** Practice beyond the break that is not done yet. It earns no points. */
  more = $derived(
    this.today?.more ? listRemaining(this.today.more, this.today.done, this.done) : []
  );

  #doneIds(): Set<string> {
    return new Set([...(this.today?.done ?? []), ...this.done.items.map((item) => item.item_id)]);
  }

  /** Shows the stored break at once, then loads the current one, after unsent answers were sent. */
  async load(login: string): Promise<void> {
    if (this.#login !== login) Object.assign(this, { today: null, done: createDoneDay() });
    this.#login = login;
    this.loading = true;
    this.problem = null;
    const kept = await get<KeptDay>(storageKeys.today(login)).catch(() => undefined);
    if (kept && !this.today) await this.#show(kept);
    try {
      await phone.sendBeforeFetch(login);
      const fresh = await calls.today();
      if (this.#login !== login || !(await phone.isSignedIn(login))) return;
      const more = kept?.day === fresh.day ? kept.more : undefined;
      phone.noteFigures({ day: fresh.day, points: fresh.points, streak: fresh.streak });
      await this.#keep(login, more ? { ...fresh, more } : fresh);
      await forgetOldDays(login, fresh.day).catch(() => undefined);
      void prefetchPictures(fresh.items);
      await this.#fetchMore(login);
    } catch (error) {
      phone.noteError(error);
      if (!this.today) this.problem = error;
    } finally {
      this.loading = false;
    }
  }

  async #keep(login: string, day: KeptDay): Promise<void> {
    await put(storageKeys.today(login), day).catch(() => (phone.storageBroken = true));
    await this.#show(day);
  }

  /**
   * Loads practice beyond the break once a day, and again when break and practice are both done.
   */
  async #fetchMore(login: string): Promise<void> {
    if (this.more.length > 0 || (this.today?.more && this.left.length > 0)) return;
    const { day, items } = await calls.practice();
    if (this.#login !== login || this.today?.day !== day || !(await phone.isSignedIn(login)))
      return;
    await this.#keep(login, { ...$state.snapshot(this.today), more: items });
  }

  async #show(today: KeptDay): Promise<void> {
    this.done = await readDoneDay(this.#login, today.day).catch(() => this.done);
    this.today = today;
  }

  /** Reads the day from storage again: points and grades arrive there after sending. */
  async refreshDone(): Promise<void> {
    if (!this.today) return;
    this.done = await readDoneDay(this.#login, this.today.day).catch(() => this.done);
  }

  async answer(
    question: Question,
    response: Response,
    confidence: Confidence,
    seconds: number
  ): Promise<string> {
    const id = uuid7();
    const attempt = {
      id,
      question_id: question.question_id,
      response: $state.snapshot(response),
      confidence,
      answered_at: new Date().toISOString(),
      seconds
    };
    const correct = gradeResponse(question, response);
    await this.#record(question, { kind: 'attempt', body: attempt }, id, correct, confidence);
    return id;
  }

  async read(lesson: Lesson, seconds: number): Promise<void> {
    const id = uuid7();
    const body = { id, lesson_id: lesson.lesson_id, read_at: new Date().toISOString(), seconds };
    await this.#record(lesson, { kind: 'read', body }, id, null, null);
  }

  async #record(
    item: Item,
    what: { kind: 'attempt'; body: Attempt } | { kind: 'read'; body: Read },
    id: string,
    correct: boolean | null,
    confidence: Confidence | null
  ): Promise<void> {
    const day = this.today?.day ?? '';
    const title = item.kind === 'lesson' ? item.title : item.stem;
    const entry = { id, login: this.#login, day, item_id: itemIdOf(item), title, ...what };
    const points = this.more.some((one) => itemIdOf(one) === itemIdOf(item)) ? 0 : null;
    const line = {
      item_id: itemIdOf(item),
      kind: item.kind,
      entry_id: id,
      correct,
      confidence,
      points
    };
    await recordEntry(entry, line);
    await phone.countUnsent();
    void phone.flush();
  }
}

export const todaysBreak = new TodaysBreak();
