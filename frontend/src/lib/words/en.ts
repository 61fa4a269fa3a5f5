import { count } from './count.ts';
import { breaks } from './en-break.ts';
import { challenges } from './en-challenges.ts';
import { figures } from './en-figures.ts';
import { notices } from './en-notices.ts';
import { recognition } from './en-recognition.ts';
import { rota } from './en-rota.ts';

export const en = {
  ...breaks,
  ...recognition,
  ...challenges,
  ...figures,
  ...rota,
  ...notices,
  language: 'en',
  dates: 'en-GB',
  dir: 'ltr',
  app: 'Herobreak',
  skip: 'Skip to the page',
  nav: {
    label: 'Main',
    today: 'Today',
    together: 'Together',
    badges: 'Badges',
    me: 'Me',
    team: 'Team',
    packs: 'Packs'
  },
  common: {
    cancel: 'Cancel',
    save: 'Save',
    saved: 'Saved',
    retry: 'Try again',
    loading: 'One moment…',
    minutes: (n: number) => count(n, 'minute', 'minutes')
  },
  status: {
    offline: 'No connection. Carry on: your answers are kept on this phone.',
    expired: 'You were signed out. Your answers are safe on this phone.',
    signInAgain: 'Sign in again',
    replaced: (now: string, before: string, waiting: number) =>
      waiting > 0
        ? `${now} is signed in here now. What ${before} answered stays on this phone, and goes when ${before} signs in again.`
        : `${now} is signed in here now, no longer ${before}.`,
    understood: 'OK',
    storage:
      'Not saved: this phone is not letting the app store anything. Free some space or leave private browsing, then open the app again.'
  },
  problems: {
    title: 'That did not work',
    offline: 'Herobreak cannot be reached right now. Check your connection, then try again.',
    expired: 'Your sign-in has ended. Sign in again and you will be back here.',
    forbidden: 'This page is for team leaders or admins. Ask yours if you need it.',
    missing: 'That is not there any more. Go back and look again.',
    busy: 'Too many tries in a short time. Wait a minute, then try again.',
    server:
      'The server has a problem of its own. Wait a moment, then try again; your answers are safe.',
    unknown: 'Something went wrong. Try again.',
    lost: 'There is no page here.',
    goHome: 'Go to today'
  },
  signIn: {
    title: 'Good to see you',
    lead: 'Sign in with your login and your PIN.',
    login: 'Login',
    pin: 'PIN or password',
    submit: 'Sign in',
    newHere: 'New here? Join your team',
    forgotten:
      'Forgotten your login? Join your team again, with the same name and PIN, and you are back.',
    wrong:
      'That login and PIN do not go together. Check both; your team leader can set a new PIN for you.',
    someoneElse: (name: string) =>
      `${name} still has answers waiting on this phone. They stay here, and go when ${name} signs in again.`
  },
  join: {
    title: 'Join your team',
    lead: 'Scan the code in your break room, or type it here.',
    code: 'Team code',
    look: 'Find my team',
    youJoin: 'You are joining',
    name: 'Your name',
    nameHint: 'As your team knows you. You can choose an alias for the boards later.',
    pin: 'Choose a PIN',
    pinHint: '4 to 12 digits that nobody guesses. You need it when you sign in on another phone.',
    submit: 'Join the team',
    otherCode: 'Use another code',
    unknown: 'No team has this code. Check the letters, or ask your team leader for a fresh one.',
    taken:
      'Someone in this team already has this name, with another PIN. If it is you, use the PIN you chose before; if not, add your surname.',
    haveLogin: 'I have a login already'
  },
  board: {
    title: 'Board',
    team: 'Team',
    organisation: 'Organisation',
    which: 'Which board',
    lead: {
      week: 'You and the people around you this week. Everyone starts fresh each week.',
      month: 'You and the people around you this month. Everyone starts fresh each month.',
      season: 'You and the people around you this season. Everyone starts fresh each season.'
    },
    you: 'you',
    off: 'You are not on the boards',
    offLead:
      'Only your team leader sees your points, and that is fine. You can come back whenever you like.',
    join: 'Show me on the boards',
    empty: 'Nobody has points this week yet',
    emptyLead: 'Do today’s break and yours are the first.',
    week: (n: number) => `Week ${n}`,
    rank: 'Place',
    name: 'Name',
    points: 'Points'
  },
  badges: {
    title: 'Badges',
    earned: 'On your shelf',
    nearest: 'Within reach',
    others: 'Still to come',
    none: 'Your shelf is waiting for its first badge. The ones within reach are below.',
    empty: 'No badges yet',
    emptyLead: 'They come with your first lessons.',
    earnedOn: (when: string) => `Earned ${when}`,
    progress: (have: number, need: number) => `${have} of ${need}`
  },
  me: {
    points: 'points',
    week: 'this week',
    streak: 'day streak',
    standing: 'Where you stand',
    boards: 'On the boards',
    onBoards: 'Show me on the boards',
    alias: 'Name on the boards',
    aliasHint: 'Leave it empty to use your own name.',
    breakTitle: 'My break',
    minutes: 'Minutes a day',
    pinTitle: 'Change PIN',
    oldPin: 'PIN you have now',
    newPin: 'New PIN',
    changePin: 'Change PIN',
    pinChanged: 'Your PIN is changed.',
    pinWrong: 'The PIN you have now is not right. Type it again.',
    phoneTitle: 'This phone',
    allSent: 'All your answers have been sent.',
    waiting: (n: number) => `${count(n, 'answer waits', 'answers wait')} to be sent.`,
    sending: 'Sending…',
    send: 'Send now',
    storage: (mb: string) => `${mb} MB used on this phone`,
    refused: 'Not accepted',
    refusedLead: 'The server could not take these. Nothing else was touched.',
    sendAgain: 'Send again',
    signOut: 'Sign out',
    signOutTitle: 'Sign out with answers waiting?',
    signOutWaiting: (n: number) =>
      `${count(n, 'answer has', 'answers have')} not been sent. They stay on this phone and go when you sign in here again.`,
    signOutAnyway: 'Sign out anyway',
    stay: 'Stay signed in'
  },
  team: {
    title: 'Team',
    invite: 'Bring someone in',
    inviteLead: 'Let them scan this in the break room, or read out the code.',
    qr: (team: string) => `QR code to join ${team}`,
    code: 'Team code',
    copy: 'Copy the link',
    copied: 'Link copied',
    people: (n: number) => count(n, 'person has joined', 'people have joined'),
    nobody: 'Nobody has joined yet. Show them the code above.',
    over: (due: number, have: number) =>
      `This week brings about ${count(due, 'minute', 'minutes')} of practice and the team has ${have}: wait with new packs, or agree on a few more minutes a day.`,
    overFew:
      'This week brings more practice than the team has time for: wait with new packs, or agree on a few more minutes a day.',
    empty: 'You have no team yet',
    emptyLead: 'An admin gives you one.',
    joined: (when: string) => `Joined ${when}`,
    lastDay: (when: string) => `Last break ${when}`,
    noBreak: 'No break yet',
    weekPoints: 'points this week',
    newPin: 'Set a new PIN',
    newPinFor: (name: string) => `Set a new PIN for ${name}`,
    newPinLead: 'Tell it to them in person. They are signed out everywhere.',
    pin: 'New PIN',
    pinHint: '4 to 12 digits that nobody guesses.',
    setPin: 'Set PIN',
    pinSet: (name: string) => `${name} has a new PIN.`,
    leader: 'leader',
    admin: 'admin'
  },
  packs: {
    title: 'Packs',
    upload: 'Upload a pack',
    uploadLead:
      'A zip file of pack.yaml and its lessons, up to 20 MB. It is checked before anyone sees it.',
    file: 'Pack file (zip)',
    send: 'Upload and check',
    tooBig: 'This file is over 20 MB. Make the pictures smaller, then zip it again.',
    uploading: 'Uploading',
    checking: 'Checking',
    status: {
      waiting: 'Waiting to be checked',
      checking: 'Being checked',
      ready: 'Ready to publish',
      refused: 'Not accepted: see what to mend below',
      failed: 'The check broke down. Upload it again.'
    },
    findings: (n: number) => count(n, 'thing to look at', 'things to look at'),
    noFindings: 'Nothing to mend.',
    where: (file: string, line: number | null) => (line ? `${file}, line ${line}` : file),
    severity: { error: 'Error', warning: 'Warning' },
    holds: (lessons: number, questions: number) =>
      `${count(lessons, 'lesson', 'lessons')}, ${count(questions, 'question', 'questions')}`,
    version: (n: number) => `Version ${n}`,
    chooseVersion: 'Version',
    chooseTeams: 'Teams',
    allTeams: 'All teams',
    publish: 'Publish',
    publishTo: (title: string) => `Publish ${title}`,
    rollBack: (n: number, team: string) => `Roll back to version ${n} for ${team}`,
    withdraw: (team: string) => `Withdraw from ${team}`,
    published: 'Published. New lessons are in the next break.',
    withdrawn: 'Withdrawn.',
    nowAt: 'Out now',
    nowhere: 'Not published anywhere yet.',
    pickTeam: 'Choose at least one team.',
    empty: 'No packs yet',
    emptyLead: 'Upload the first one above.',
    noTeams: 'There are no teams yet, so there is nobody to publish to.'
  }
};
