/** A page about nobody but the person stays on the phone: without a network it is there as it was seen last. */
import { Problem } from '#lib/api/http.ts';
import { get, storageKeys, put, type CachedPage } from './database.ts';
import { phone } from './phone.svelte.ts';

/** Asks as `ask` does, keeps the answer, and gives the one that is kept where none comes. */
export const cachedFetch =
  <T>(page: CachedPage, ask: () => Promise<T>) =>
  async (): Promise<T> => {
    const login = phone.me?.login ?? '';
    try {
      const found = await ask();
      if (await phone.isStill(login))
        await put(storageKeys.cachedPage(login, page), found).catch(() => undefined);
      return found;
    } catch (error) {
      if (!(error instanceof Problem) || !error.offline) throw error;
      const kept = await get<T>(storageKeys.cachedPage(login, page)).catch(() => undefined);
      if (kept === undefined) throw error;
      phone.notice(error);
      return kept;
    }
  };
