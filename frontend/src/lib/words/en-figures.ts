/** What the app says about figures from outside: one by one, from a sheet, and from machines. */
import { count } from './count.ts';

export const figures = {
  figures: {
    title: 'Figures',
    today: 'Today’s figure',
    amount: 'How many?',
    outOf: 'Out of (leave empty if it is a plain number)',
    team: 'Team',
    again: 'Typed it wrong? Add it again: a day’s newest figure counts.',
    add: 'Add the figure',
    added: 'Added. The bar moves within a minute.',
    sheet: 'Paste from a sheet',
    sheetLead: (teams: boolean) =>
      teams
        ? 'Copy the columns team, day, figure and, for shares, out of. A day’s newest figure counts.'
        : 'Copy the columns day, figure and, for shares, out of. A day’s newest figure counts.',
    rows: 'Rows',
    understood: (n: number) => `${count(n, 'row is', 'rows are')} understood.`,
    mend: (n: number) =>
      `${count(n, 'row needs', 'rows need')} a change before they can all be added.`,
    tooMany: (n: number, most: number) => `These are ${n} rows. Add up to ${most} at once.`,
    row: (n: number) => `Row ${n}`,
    plain: (amount: string, unit: string) => `${amount} ${unit}`.trim(),
    share: (amount: string, outOf: string) => `${amount} out of ${outOf}`,
    faults: {
      day: () => 'There is no day that can be read. Write it like 2026-03-02.',
      span: (first: string, last: string) =>
        `The day lies outside the challenge: ${first} to ${last}.`,
      team: () => 'No team of that name takes part.',
      unnamed: () => 'Say which team: its name goes in front of the day.',
      amount: () => 'There is no figure that can be read: a number from 0 on.',
      unclear: () => 'This can be read in two ways. Write it without the sign for thousands.',
      outOf: () => '“Out of” has to be at least as large as the figure, and above 0.',
      cells: () => 'There are more columns than figure and out of.'
    } as Record<string, (first: string, last: string) => string>,
    addAll: (n: number) => `Add ${count(n, 'figure', 'figures')}`,
    addedAll: (n: number) =>
      n === 0
        ? 'All of them were there already.'
        : `${count(n, 'figure was', 'figures were')} added.`,
    machines: 'Let a machine send them',
    machinesLead: 'A token opens this challenge’s figures and nothing else.',
    machine: 'What is the machine called?',
    make: 'Make a token',
    once: 'Copy it now: it is shown this once.',
    copy: 'Copy the command',
    copied: 'Command copied',
    since: (name: string, when: string) => `${name}, since ${when}`,
    revoke: 'Revoke',
    revokeOne: (name: string) => `Revoke the token of ${name}`
  }
};
