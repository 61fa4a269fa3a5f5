/** Groups traits by pack for a list. Pure. */
import type { Choices } from '#lib/api/types.ts';

type Traits = Choices['traits'];

/** Packs in the given order, each with its traits. */
export function groupTraitsByPack(traits: Traits): [string, Traits][] {
  const packs = new Map<string, Traits>();
  for (const one of traits) packs.set(one.pack, [...(packs.get(one.pack) ?? []), one]);
  return [...packs];
}
