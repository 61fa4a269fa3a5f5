import { describe, expect, it } from 'vitest';
import type { Preview } from '#lib/api/types.ts';
import { basisText, chanceText, rangeText } from './forecastText.ts';

const preview: Preview = {
  chance: 0.7,
  suggested_target: 40,
  low: 32,
  middle: 45,
  high: 58,
  ceiling: 90,
  basis: { kind: 'people', people: 9, newcomers: 0, days: 28, figures: 0, assumed: null },
  minutes_a_day: 3,
  people: 9,
  away: [],
  teams: [],
  checks: []
};

describe('a forecast', () => {
  it('says the chance in a hundred, and never that all or nothing is certain', () => {
    expect(chanceText(preview, 40, 'breaks')).toBe('The chance to reach it is about 70 in 100.');
    expect(chanceText({ ...preview, chance: 0.002 }, 80, '')).toContain('less than 1 in 100');
    expect(chanceText({ ...preview, chance: 0.999 }, 5, '')).toContain('more than 99 in 100');
    expect(chanceText({ ...preview, chance: null }, 40, '')).toBe('');
  });

  it('says what the most is where a target is beyond it', () => {
    expect(chanceText({ ...preview, chance: 0 }, 91, 'breaks')).toContain('The most is 90 breaks');
  });

  it('says the middle and the range', () => {
    expect(rangeText(preview, 'breaks')).toBe(
      'Expect around 45 breaks: eight times in ten it ends between 32 and 58 breaks.'
    );
    expect(rangeText({ ...preview, low: 0.316, middle: 0.45, high: 0.6 }, '')).toContain('0.32');
    expect(rangeText({ ...preview, low: null }, 'breaks')).toBe('');
  });

  it('says what it is based on', () => {
    expect(basisText(preview, true)).toBe('From 9 people’s last 28 days.');
    const newcomers = { ...preview, basis: { ...preview.basis, newcomers: 2 } };
    expect(basisText(newcomers, true)).toContain('2 are new here');
    const nothing = { ...preview.basis, kind: 'nothing' as const, assumed: 0.5 };
    expect(basisText({ ...preview, basis: nothing }, true)).toContain('about 50%');
    const rare = { ...nothing, assumed: 0.05 };
    expect(basisText({ ...preview, basis: rare }, false)).toContain('about 1 a working day');
    const figures = { ...preview.basis, kind: 'no_figures' as const };
    expect(basisText({ ...preview, basis: figures }, false)).toContain('nobody can say yet');
  });
});
