/** The sentences of a forecast: the chance, the range, and what both are based on. */
import type { Preview } from '#lib/api/types.ts';
import { formatAmount, formatNumber, formatPercent } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';

/** The people of whom an assumed number of events is said, so that it is no small fraction. */
const MANY_PEOPLE = 20;

const hundredths = (value: number) => Math.round(value * 100) / 100;

/** The chance in words. It is 0 or 100 in 100 only where nothing else is possible. */
export function chanceText({ chance, ceiling }: Preview, target: number, unit: string): string {
  if (chance === null) return '';
  if (ceiling !== null && target > ceiling)
    return m.compose_chance_beyond({ most: valueText(ceiling, unit) });
  const count = Math.round(chance * 100);
  if (count < 1) return m.compose_chance_tiny();
  return count > 99 ? m.compose_chance_sure() : m.compose_chance({ count });
}

/** A value of a forecast: a value per person and day keeps its hundredths. */
export const valueText = (value: number, unit: string): string =>
  value < 10 && !Number.isInteger(value)
    ? formatNumber(hundredths(value))
    : formatAmount(value, unit);

/** "Expect around 45 breaks: eight times in ten it ends between 32 and 58." */
export function rangeText({ low, middle, high }: Preview, unit: string): string {
  if (low === null || middle === null || high === null) return '';
  return m.compose_range({
    low: valueText(low, ''),
    middle: valueText(middle, unit),
    high: valueText(high, unit)
  });
}

/** What the forecast is based on, and what it assumes where nothing is known. */
export function basisText({ basis }: Preview, countsDays: boolean): string {
  switch (basis.kind) {
    case 'people':
      return [
        m.compose_basis_people({ count: basis.people, days: basis.days }),
        basis.newcomers > 0 ? m.compose_basis_newcomers({ count: basis.newcomers }) : ''
      ]
        .filter(Boolean)
        .join(' ');
    case 'nothing':
      return countsDays
        ? m.compose_basis_nothing({ share: formatPercent(basis.assumed ?? 0) })
        : m.compose_basis_nothing_events({
            count: formatNumber(hundredths((basis.assumed ?? 0) * MANY_PEOPLE))
          });
    case 'figures':
      return m.compose_basis_figures({ count: basis.figures });
    case 'no_figures':
      return m.compose_basis_no_figures();
    default:
      return basis.kind satisfies never;
  }
}
