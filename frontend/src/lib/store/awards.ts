/** Badges that a receipt brought, marked as earned on the badges page that the phone stores. */
import type { Award, Badges } from '#lib/api/types.ts';
import { markEarned } from '#lib/badges/foldBadges.ts';
import { get, put, storageKeys } from './database.ts';

export async function storeAwards(login: string, awards: Award[]): Promise<void> {
  if (awards.length === 0) return;
  const key = storageKeys.cachedPage(login, 'badges');
  const page = await get<Badges>(key);
  if (page) await put(key, markEarned(page, awards, new Date().toISOString()));
}
