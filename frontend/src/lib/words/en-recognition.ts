/** What the app says about points, streaks, levels, badges and moments. */
import { count } from './count.ts';

const days = (n: number) => count(n, 'day', 'days');

export const recognition = {
  level: {
    title: (n: number, name: string) => `Level ${n}: ${name}`,
    remembered: (n: number) => `You know about ${count(n, 'idea', 'ideas')} by heart today.`,
    next: (n: number) => `The next level is at ${n}.`,
    top: 'There is no level above this one. Keep it fresh.',
    why: 'Levels count what you remember, not what you tapped.'
  },
  streak: {
    title: 'Your streak',
    now: (n: number) => (n === 0 ? 'It starts with your next break' : `${days(n)} in a row`),
    longest: (n: number) => `Longest so far: ${days(n)}`,
    lead: 'Only your working days count. Days off never break it.',
    freezes: (n: number) =>
      n === 0
        ? 'No spare day held yet.'
        : `${count(n, 'spare day', 'spare days')} held: each covers one missed working day by itself.`,
    freezeIn: (n: number) => `Your next spare day comes in ${days(n)}.`,
    ifToday: (n: number) => `Take your break today and it is ${days(n)}.`,
    ifMissed: (n: number, next: string) =>
      n > 0
        ? `If today does not work out, it still stands at ${days(n)} on ${next}.`
        : `If today does not work out, you begin afresh on ${next}. Nothing that you learned is lost.`,
    lost: (lost: number, left: number) =>
      `Your ${lost} can come back: ${left === 1 ? 'one more working day' : `${left} more working days`} in a row and they are added again.`,
    calendar: 'Your last weeks',
    states: {
      practised: 'break taken',
      off: 'day off',
      frozen: 'spare day used',
      missed: 'no break',
      today: 'today',
      ahead: 'still to come'
    },
    team: (average: string, members: number) =>
      `Your team of ${members} stands at ${average} days on average. Nobody sees whose they are.`,
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  },
  points: {
    title: 'Your points',
    lead: 'Every line, and why. Points come from what is due, never from being fast.',
    total: (n: string) => `${n} in all`,
    older: 'Show older ones',
    empty: 'No points yet',
    emptyLead: 'They come with your first break.',
    plus: (n: number) => (n > 0 ? `+${n}` : `${n}`)
  },
  badge: {
    rests: 'Resting',
    restsLead: 'It is still yours. A little practice wakes it.',
    open: (title: string) => `More about ${title}`,
    steps: 'What it asks for',
    close: 'Close'
  },
  boards: {
    period: 'Which time',
    week: 'Week',
    month: 'Month',
    season: 'Season',
    league: 'League',
    teams: 'Teams',
    parent: 'Area',
    ahead: (n: number) => `Ahead of ${n} in a hundred`,
    seasonOf: (n: number, year: number) => `Season ${n} of ${year}`,
    leagueLead: (tier: number) =>
      `League ${tier}: about thirty people who practise about as much as you. Places are drawn anew every Monday.`,
    teamsLead: 'Points for each active colleague, so that small teams can win.',
    noLeague: 'Your league starts on Monday',
    noLeagueLead: 'Take a break this week and you are in.'
  },
  moments: {
    title: 'Moments',
    lead: 'Real things that colleagues saw each other do.',
    give: 'I saw something good',
    who: 'Who was it?',
    choose: 'Choose',
    what: 'What was it about?',
    sentence: 'What happened? One sentence.',
    example: '“Amira found the boy’s inhaler before his mother had finished the sentence.”',
    kind: 'What should it be?',
    seen: 'A moment: it counts for a badge once your leader confirms it',
    seenLeader: 'A moment: it counts for a badge at once',
    kudos: 'Thanks: just to say it',
    missed:
      'A private note: this idea comes back for them soon. Nobody else sees it, and nothing is lost',
    send: 'Send it',
    sent: 'Sent. Thank you for looking.',
    sentSeen: 'Sent. It shows when your leader has confirmed it.',
    photo: 'Add a photo (optional)',
    photoHint: 'Only with the consent of everyone in it. Place and time are taken out.',
    thanks: 'Thanks',
    moment: 'Moment',
    from: (giver: string) => `seen by ${giver}`,
    empty: 'No moments yet',
    emptyLead: 'Be the first to notice something.',
    older: 'Show older ones',
    waiting: 'To look at',
    confirm: 'Confirm',
    decline: 'Not this one',
    restore: 'It is fine',
    remove: 'Remove',
    final: {
      decline: {
        lead: 'It is not shown to anybody, and it cannot be confirmed later.',
        yes: 'Leave it out'
      },
      remove: {
        lead: 'Then it is gone for everybody, with its photo and any points that it brought. Nothing brings it back.',
        yes: 'Yes, remove it'
      }
    },
    keep: 'Keep it',
    report: 'Report',
    reportWhy: 'Why should it be looked at?',
    reported: 'Reported. It is hidden until a leader has looked.',
    removed: 'Removed.',
    reportedBy: (reason: string) => `Reported: ${reason}`,
    nobody: 'There is nobody else in your team yet.'
  }
};
