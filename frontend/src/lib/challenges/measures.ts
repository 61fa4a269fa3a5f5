/**
 * What a challenge can count. The type `Measure` comes from the server: a measure that has no row
 * here fails the type check. The rows are in the order in which a leader sees them.
 */
import type { Measure } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';

interface MeasureInfo {
  name: () => string;
  /** The usual unit. Figures from outside have a unit of their own. */
  unit: () => string;
  /** The moments of one trait alone can be counted. */
  acceptsTrait: boolean;
  /** Leaders and machines enter its figures. */
  acceptsFigures: boolean;
  /** Days with practice count, at most one a day of each person. */
  countsDays: boolean;
}

const counted = { acceptsTrait: false, acceptsFigures: false, countsDays: false };

const MEASURE_INFO: Record<Measure, MeasureInfo> = {
  breaks: {
    name: m.compose_measure_breaks,
    unit: m.compose_unit_breaks,
    ...counted,
    countsDays: true
  },
  streak_days: {
    name: m.compose_measure_streak_days,
    unit: m.compose_unit_streak_days,
    ...counted,
    countsDays: true
  },
  remembered: { name: m.compose_measure_remembered, unit: m.compose_unit_remembered, ...counted },
  checkpoints: {
    name: m.compose_measure_checkpoints,
    unit: m.compose_unit_checkpoints,
    ...counted
  },
  moments: {
    name: m.compose_measure_moments,
    unit: m.compose_unit_moments,
    ...counted,
    acceptsTrait: true
  },
  figure: { name: m.compose_measure_figure, unit: () => '', ...counted, acceptsFigures: true }
};

export const MEASURES = Object.keys(MEASURE_INFO) as Measure[];

export const measureName = (measure: Measure): string => MEASURE_INFO[measure].name();

export const measureUnit = (measure: Measure): string => MEASURE_INFO[measure].unit();

export const acceptsTrait = (measure: Measure): boolean => MEASURE_INFO[measure].acceptsTrait;

export const acceptsFigures = (measure: Measure): boolean => MEASURE_INFO[measure].acceptsFigures;

export const countsDays = (measure: Measure): boolean => MEASURE_INFO[measure].countsDays;
