/** The types of units that a leader can choose for figures. Pure. */
import type { UnitType } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

interface UnitInfo {
  name: () => string;
  /** The usual word for the unit. */
  word: (scoreMax: number) => string;
  /** Figures are averaged instead of added up. */
  isRate: boolean;
  /** The distance between two targets that people say aloud. */
  step: number;
}

export const USUAL_SCORE_MAX = 5;

const UNIT_INFO: Record<UnitType, UnitInfo> = {
  count: { name: m.compose_unit_type_count, word: () => '', isRate: false, step: 1 },
  percentage: { name: m.compose_unit_type_percentage, word: () => '%', isRate: true, step: 1 },
  duration: {
    name: m.compose_unit_type_duration,
    word: m.compose_unit_minutes,
    isRate: true,
    step: 0.5
  },
  score: {
    name: m.compose_unit_type_score,
    word: (scoreMax) => m.compose_unit_score({ highest: scoreMax }),
    isRate: true,
    step: 0.1
  }
};

export const UNIT_TYPES = Object.keys(UNIT_INFO) as UnitType[];

export const unitTypeName = (type: UnitType): string => UNIT_INFO[type].name();

export const unitWord = (type: UnitType, scoreMax: number | null): string =>
  UNIT_INFO[type].word(scoreMax ?? USUAL_SCORE_MAX);

export const isRate = (type: UnitType): boolean => UNIT_INFO[type].isRate;

/** The largest figure of a unit; null where there is none to speak of. */
export function highestAmount(type: UnitType, scoreMax: number | null): number | null {
  if (type === 'percentage') return 100;
  return type === 'score' ? scoreMax : null;
}

const PER_PERSON_STEP = 0.01;

/** The distance between two targets, and between two stages, that people can tell apart. */
export const stepOfTargets = (type: UnitType, perPerson: boolean): number =>
  perPerson ? PER_PERSON_STEP : UNIT_INFO[type].step;
