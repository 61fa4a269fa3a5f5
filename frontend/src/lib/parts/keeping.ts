/** A page about nobody but the person stays on the phone: without a network it is there as it was seen last. */
import { Problem } from '#lib/api/http.ts';
import { get, names, put, type Own } from '#lib/store/db.ts';
import { phone } from '#lib/store/phone.svelte.ts';

/** Asks as `ask` does, keeps the answer, and gives the one that is kept where none comes. */
export const keeping =
  <T>(page: Own, ask: () => Promise<T>) =>
  async (): Promise<T> => {
    const login = phone.me?.login ?? '';
    try {
      const found = await ask();
      if (await phone.isStill(login)) await put(names.own(login, page), found).catch(() => undefined);
      return found;
    } catch (error) {
      if (!(error instanceof Problem) || !error.offline) throw error;
      const kept = await get<T>(names.own(login, page)).catch(() => undefined);
      if (kept === undefined) throw error;
      phone.notice(error);
      return kept;
    }
  };
