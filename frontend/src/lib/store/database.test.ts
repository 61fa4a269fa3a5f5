import { expect, it } from 'vitest';
import { ownerOf, storageKeys } from './database.ts';

it.each([
  storageKeys.today('anna'),
  storageKeys.done('anna', '2026-12-01'),
  storageKeys.places('anna'),
  storageKeys.notices('anna'),
  storageKeys.draft('anna'),
  storageKeys.cachedPage('anna', 'badges'),
  storageKeys.readState('anna'),
  storageKeys.thought('anna', 'pack.question')
])('%s belongs to a person, and goes when that person signs out', (key) => {
  expect(ownerOf(key)).toBe('anna');
});

it('keys of the phone belong to nobody', () => {
  const keys = [storageKeys.me, storageKeys.leaving, storageKeys.replaced];
  expect(keys.map(ownerOf)).toEqual([null, null, null]);
});
