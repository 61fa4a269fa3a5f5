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
import { get, putOwn, storageKeys } from '#lib/store/database.ts';
import { createDoneDay, itemIdOf, listRemaining, type DoneDay } from '#lib/store/doneDay.ts';
import { onForget } from '#lib/store/forgetPeople.ts';
import { phone } from '#lib/store/phone.svelte.ts';
import { forgetOldDays, readDoneDay, recordEntry } from '#lib/store/outboxStorage.ts';
import { announce } from '#lib/store/tabs.ts';
import { uuid7 } from '#lib/store/uuid7.ts';
import { gradeResponse } from './grade.ts';
import { findPlace, movePlace, type LessonPlace, type LessonPlaces } from './lessonPlaces.ts';
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
  /** Where lessons were left. */
  places = $state.raw<LessonPlaces>({});
  #login = '';
  /** Ids of items that this tab has finished or is just finishing. */
  #finishedHere = new Set<string>();

  constructor() {
    onForget(() => this.#open(''));
  }

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
    if (this.#login !== login) this.#open(login);
    this.loading = true;
    this.problem = null;
    const kept = await get<KeptDay>(storageKeys.today(login)).catch(() => undefined);
    if (kept && !this.today) await this.#show(login, kept);
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

  #open(login: string): void {
    this.#login = login;
    this.today = null;
    this.done = createDoneDay();
    this.places = {};
    this.#finishedHere.clear();
  }

  async #keep(login: string, day: KeptDay): Promise<void> {
    await putOwn(storageKeys.today(login), day).catch(() => (phone.storageBroken = true));
    await this.#show(login, day);
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

  async #show(login: string, today: KeptDay): Promise<void> {
    const done = await readDoneDay(login, today.day).catch(() => this.done);
    const places = await get<LessonPlaces>(storageKeys.places(login)).catch(() => undefined);
    if (this.#login !== login) return;
    [this.done, this.today] = [done, today];
    this.places = { ...places, ...this.places };
  }

  /** Whether another tab or device has finished an item that this tab still shows. */
  isDoneElsewhere(item: Item): boolean {
    const id = itemIdOf(item);
    return this.#doneIds().has(id) && !this.#finishedHere.has(id);
  }

  placeOf = (lesson: Lesson): LessonPlace => findPlace(this.places, lesson);

  /** Notes the card at which a lesson is open. */
  async turnTo(lesson: Lesson, place: LessonPlace): Promise<void> {
    this.places = movePlace(this.places, this.today?.items ?? [], lesson.lesson_id, place);
    await putOwn(storageKeys.places(this.#login), this.places).catch(
      () => (phone.storageBroken = true)
    );
  }

  /** Reads the day from storage again: points and grades arrive there after sending. */
  async refreshDone(): Promise<void> {
    if (!this.today) return;
    this.done = await readDoneDay(this.#login, this.today.day).catch(() => this.done);
  }

  /** Records an answer; null if another tab has finished the question meanwhile. */
  async answer(
    question: Question,
    response: Response,
    confidence: Confidence,
    seconds: number
  ): Promise<string | null> {
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
    const what = { kind: 'attempt', body: attempt } as const;
    return (await this.#record(question, what, id, correct, confidence)) ? id : null;
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
  ): Promise<boolean> {
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
    this.#finishedHere.add(line.item_id);
    try {
      const isNew = await recordEntry(entry, line);
      if (isNew) announce({ kind: 'done', login: this.#login });
      await phone.countUnsent();
      void phone.flush();
      return isNew;
    } catch (error) {
      this.#finishedHere.delete(line.item_id);
      throw error;
    }
  }
}

export const todaysBreak = new TodaysBreak();
