/** Whatever is pasted: each row is a figure, a fault or a heading, and reading is fast. */
import { describe, expect, it } from 'vitest';
import { parseRows, type SheetContext, type SheetRow } from './sheetRows.ts';

const sheet: SheetContext = {
  teams: [
    { id: '7', name: 'Harbour Café' },
    { id: '8', name: 'Old Town' }
  ],
  first: '2026-03-01',
  last: '2026-03-31',
  today: '2026-03-20',
  monthFirst: false,
  unitType: 'percentage',
  highest: 100
};
const SEEDS = [
  'Harbour Café\t2026-03-02\t19\t20\nOld Town\t3.3.2026\t94,5 %\n',
  '"Old Town";"02.03.2026";"1.234,5"\n\nteam;day;figure\n',
  '2.3.2026 46 of 50\r2026-03-04T09:00 5/6\r\n2026-03-05: 12%'
];
const PARTS = [
  ...[...'\t;, "\n\r/%.-0123456789eE+'],
  ...[
    '2026-03-02',
    '31.02.2026',
    '0000-00-00',
    ' of ',
    '1e308',
    'NaN',
    '٣',
    '９',
    '\u0000',
    '\ud800'
  ],
  ...['Old Town', '\u0301', '\ufeff', '’', ' '.repeat(300), '9'.repeat(400)]
];

/** Numbers from 0 to 1 that are the same in every run. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function change(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const end = random() < 0.5 ? at : at + Math.floor(random() * 6);
  const part = PARTS[Math.floor(random() * PARTS.length)] ?? '';
  return text.slice(0, at) + part + text.slice(end);
}

function expectSound(row: SheetRow) {
  const { figure, fault, heading } = row;
  expect([figure !== null, fault !== null, heading].filter(Boolean)).toHaveLength(1);
  if (!figure) return;
  expect(['7', '8']).toContain(figure.team);
  expect(figure.day >= sheet.first && figure.day <= sheet.today).toBe(true);
  for (const value of [figure.amount, figure.out_of ?? 1, figure.base ?? 1]) {
    expect(Number.isFinite(value) && value >= 0).toBe(true);
  }
}

describe('rows of a hostile sheet', () => {
  it('are figures, faults or headings', () => {
    const random = makeRandom(7);
    for (let round = 0; round < 400; round++) {
      let text = SEEDS[round % SEEDS.length] ?? '';
      for (let changes = 1 + Math.floor(random() * 5); changes > 0; changes--) {
        text = change(text, random);
      }
      const rows = parseRows(text, sheet);
      rows.forEach(expectSound);
      expect(parseRows(text, sheet)).toEqual(rows);
    }
  }, 30_000);

  it.each([' ', '"', '1', '/', '% ', '1 of ', "1'111", '٣', '\t', ';"', '0.'])(
    'are read in a time that grows with their length: %j',
    (part) => {
      const long = part.repeat(Math.ceil(200_000 / part.length));
      const began = performance.now();
      parseRows(`2026-03-02\t${long}x\n${long}`, sheet);
      expect(performance.now() - began).toBeLessThan(2000);
    }
  );
});
