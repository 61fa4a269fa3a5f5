/** Names of levels, in the app's language. */
import type { Me } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

type Level = Me['level'];

const NAMES: Record<Level['code'], () => string> = {
  finding_your_feet: m.level_name_finding_your_feet,
  picking_it_up: m.level_name_picking_it_up,
  on_your_way: m.level_name_on_your_way,
  steady_hands: m.level_name_steady_hands,
  sure_of_yourself: m.level_name_sure_of_yourself,
  one_to_ask: m.level_name_one_to_ask,
  everyday_hero: m.level_name_everyday_hero,
  hero: m.level_name_hero
};

/** "Level 3: On your way" */
export const levelTitle = ({ number, code }: Pick<Level, 'number' | 'code'>): string =>
  m.level_title({ number, name: NAMES[code]() });
