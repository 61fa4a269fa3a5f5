/** Stores pages about the person alone, so that they open without a network as last seen. */
import { Problem } from '#lib/api/http.ts';
import { get, putOwn, storageKeys, type CachedPage } from './database.ts';
import { phone } from './phone.svelte.ts';

/** Wraps `fetchValue`: stores its value, and returns the stored one when there is no network. */
export const cachedFetch =
  <T>(page: CachedPage, fetchValue: () => Promise<T>) =>
  async (): Promise<T> => {
    const login = phone.me?.login ?? '';
    try {
      const found = await fetchValue();
      if (await phone.isSignedIn(login))
        await putOwn(storageKeys.cachedPage(login, page), found).catch(() => undefined);
      return found;
    } catch (error) {
      if (!(error instanceof Problem) || !error.offline) throw error;
      const kept = await get<T>(storageKeys.cachedPage(login, page)).catch(() => undefined);
      if (kept === undefined) throw error;
      phone.noteError(error);
      return kept;
    }
  };
