/** What an act can show, as a list to choose from. Pure. */
import type { Choices } from '#lib/api/types.ts';

type Traits = Choices['traits'];

/** Packs in the order in which they come, each with its traits. */
export function groupTraitsByPack(traits: Traits): [string, Traits][] {
  const packs = new Map<string, Traits>();
  for (const one of traits) packs.set(one.pack, [...(packs.get(one.pack) ?? []), one]);
  return [...packs];
}
