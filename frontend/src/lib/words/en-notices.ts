/** What the app says about what a team was told. */
export const notices = {
  notices: {
    title: 'What is new',
    unread: (n: number) => (n === 1 ? 'One thing is new' : `${n} things are new`),
    fresh: 'new',
    older: 'Show older ones',
    happened: {
      kickoff: (title: string) => `${title}: here we go`,
      milestone: (title: string, stage: string) => `${title}: “${stage}” reached`,
      half: (title: string) => `${title}: half way`,
      last_day: (title: string) => `${title}: the last day`,
      settled: (title: string) => `${title}: the result is here`,
      cancelled: (title: string) => `${title} was cancelled`,
      extended: (title: string) => `${title} goes on for longer`,
      edited: (title: string) => `${title} has changed`
    } as Record<string, (title: string, stage: string) => string>,
    kickoff: 'Here we go',
    look: 'Have a look',
    away: 'Put it away',
    kept: 'Every break of yours counted, and what you have learned stays with you.',
    thanks: 'Thank you for being part of it.',
    promised: 'As promised',
    done: 'Carry on'
  }
};
