// Reads rows as the phone does: one JSON line {pasted, sheet} in, one JSON line of rows out.
import { createInterface } from 'node:readline';
import { parseRows } from '../../frontend/src/lib/challenges/sheetRows.ts';

for await (const line of createInterface({ input: process.stdin })) {
  const { pasted, sheet } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(parseRows(pasted, sheet))}\n`);
}
