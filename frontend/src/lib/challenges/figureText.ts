/** Figures of a challenge in the language of the app, and what a leader types for them. Pure. */
import type { Challenge, NewFigure } from '#lib/api/types.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';

export interface FigureNumber {
  amount: number;
  out_of?: number | null | undefined;
  base?: number | null | undefined;
}

/** "46 out of 50", "92 %", "4.2 out of 5, from 40" */
export function figureText({ amount, out_of, base }: FigureNumber, unit: string): string {
  const number = formatNumber(amount);
  const plain = unit ? m.amount_with_unit({ amount: number, unit }) : number;
  const figure = out_of ? m.figures_share({ amount: number, total: formatNumber(out_of) }) : plain;
  return base ? m.figures_from({ amount: figure, base: formatNumber(base) }) : figure;
}

/** Which number a unit has besides the figure itself: what it is out of, or its base. */
export function secondNumber({ measure }: Challenge): 'out_of' | 'base' | null {
  if (measure.unit_type === 'count') return null;
  return measure.unit_type === 'percentage' ? 'out_of' : 'base';
}

/** A figure of this unit, as an example for machines. */
export function exampleFigure(challenge: Challenge): Pick<NewFigure, 'amount' | 'out_of' | 'base'> {
  const second = secondNumber(challenge);
  if (second === 'out_of') return { amount: 19, out_of: 20 };
  return second ? { amount: 4, base: 40 } : { amount: 19 };
}

/** The last day for which a figure can be entered. */
export const newestDay = ({ last_day }: Challenge, today: string): string =>
  last_day < today ? last_day : today;
