/** What the app says about days off, working days and rotas. */
import { count } from './count.ts';

const days = (n: number) => count(n, 'day', 'days');

export const rota = {
  daysOff: {
    title: 'Days off',
    lead: 'Leave, a swapped shift, a free Friday: on a day off nothing is asked, and no streak breaks.',
    tap: 'Tap a day to note it as a day off.',
    open: 'Note days off',
    to: 'Last day',
    from: 'First day',
    note: 'Note as off',
    backwards: 'The last day is before the first. Choose it again.',
    ahead: 'Noted for the days to come',
    none: 'None noted yet. Days that are free every week need no note.',
    cancel: (when: string) => `Take back ${when}`,
    back: 'Take back',
    span: (first: string, last: string) => `${first} to ${last}`,
    mark: 'It is a day off',
    markPast: 'It was a day off',
    pastStays: 'A day that is over stays a day off once it is noted.',
    isOff: 'It is noted as a day off.',
    wasOff: 'It was a day off, and it stays one.',
    work: 'I work that day after all',
    about: (when: string, state: string) => `${when}: ${state}. Change it`
  },
  week: {
    mine: 'My working days',
    lead: 'The days on which you usually work. On the others nothing is asked. What is over only ever gets better for your streak.',
    label: 'Working days',
    names: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    asTeam: (week: string) => `As the team: ${week}`,
    isTeams: 'These are the team’s working days.',
    own: 'These are different from the team’s.',
    atLeast: 'Choose at least one day. For a longer time away, note days off.',
    everyDay: 'every day',
    of: (name: string) => `${name}: days off`,
    open: 'Days off',
    openFor: (name: string) => `Days off and working days of ${name}`,
    ofTeam: 'Working days of the team',
    ofTeamLead:
      'They hold for everybody in this team who has not set their own. What is over stays as it was.'
  },
  settings: {
    title: 'Team settings',
    shown: 'Other teams see our people on their boards',
    shownHint:
      'Switched off, nobody outside this team (and the teams below it) sees its people on a board. Leaders above do not, either.'
  },
  rota: {
    title: 'Bring in a rota',
    lead: 'A table (CSV) with the columns “login” or “name”, “date”, and “shift”; or one person’s calendar (.ics). You see what changes first.',
    file: 'Rota file',
    dates: 'How dates are written',
    order: { iso: '2026-12-24', dmy: '24/12/2026' },
    whose: 'Whose calendar is it?',
    choose: 'Choose',
    look: 'See what changes',
    tooBig: 'This file is over 1 MB. Export a shorter time.',
    unread: 'This phone could not read the file. Choose it again.',
    covers: (when: string, people: number) => `${when}, ${count(people, 'person', 'people')}`,
    nothingYet: 'Nothing is changed yet.',
    noChange: 'All of it is known already. There is nothing to change.',
    kept: 'The rota is kept.',
    keep: (n: number) => `Keep ${count(n, 'change', 'changes')}`,
    keepGood: (n: number) => `Leave those out, keep ${count(n, 'change', 'changes')}`,
    problems: (n: number) => `${count(n, 'thing', 'things')} to look at`,
    shifts: (n: number) => count(n, 'shift', 'shifts'),
    changes: (n: number) => `${days(n)} change`,
    same: (n: number) => `${count(n, 'person stays', 'people stay')} as they are.`,
    on: 'Will work',
    off: 'Will be off',
    asTheWeek: 'Like any other week again'
  }
};
