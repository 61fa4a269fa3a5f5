import { expect, it } from 'vitest';
import { groupTraitsByPack } from './traitGroups.ts';

it('lists traits below their packs, in the order in which both come', () => {
  const trait = (id: string, pack: string) => ({
    id,
    pack,
    title: id,
    idea: '',
    language: 'en',
    pack_language: 'en'
  });
  const [one, two, three] = [
    trait('one', 'Habits'),
    trait('two', 'Calm'),
    trait('three', 'Habits')
  ];
  expect(groupTraitsByPack([one, two, three])).toEqual([
    ['Habits', [one, three]],
    ['Calm', [two]]
  ]);
});
