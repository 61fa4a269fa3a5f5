import { challenges } from './en-challenges';
import { figures } from './en-figures';
import { notices } from './en-notices';
import { recognition } from './en-recognition';
import { rota } from './en-rota';

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const en = {
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
    server: 'The server has a problem of its own. Wait a moment, then try again; your answers are safe.',
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
    forgotten: 'Forgotten your login? Join your team again, with the same name and PIN, and you are back.',
    wrong: 'That login and PIN do not go together. Check both; your team leader can set a new PIN for you.',
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
  today: {
    hello: (name: string) => `Hello, ${name}`,
    minutes: 'min',
    breakOf: (minutes: number) => `Your ${minutes}-minute break`,
    lessons: (n: number) => count(n, 'short lesson', 'short lessons'),
    questions: (n: number) => count(n, 'question', 'questions'),
    and: ' and ',
    start: 'Start your break',
    carryOn: 'Carry on with your break',
    doneOf: (done: number, total: number) => `${done} of ${total} done`,
    streak: (n: number) => (n === 0 ? 'Your streak starts today' : `${count(n, 'day', 'days')} in a row`),
    dayOff: 'It is your day off. Nothing is asked of you, and your streak is safe.',
    dayOffButton: 'I feel like it anyway',
    finished: 'That is today’s break done',
    finishedLead: 'Put the phone away with a clear head. The next one is ready tomorrow morning.',
    seeSummary: 'See how it went',
    empty: 'Nothing to do right now',
    emptyLead: 'Your break is being prepared, or your team has no lessons yet. Look in again later.',
    kept: (when: string) => `Kept on this phone from ${when}. A new break comes when you have a network.`,
    noneOffline: 'Today’s break is not on this phone yet. Open the app once with a network and it will be.'
  },
  sitting: {
    progress: 'Break progress',
    pause: 'Pause the break',
    why: 'Why today:',
    notSaved:
      'Not saved. This phone did not store your answer. Free some space, then press the same button again; your answer is still here.'
  },
  lesson: {
    label: 'Lesson',
    card: (at: number, all: number) => `Card ${at} of ${all}`,
    next: 'Next card',
    back: 'Back',
    tryIt: 'Try it on your next shift',
    finish: 'I’ll try it',
    from: (source: string) => `From ${source}`
  },
  question: {
    label: 'Question',
    checkpoint: 'Checkpoint',
    checkpointHint: 'This one counts for a badge, so it is marked by the server.',
    critical: 'Good to know by heart',
    sure: 'Sure',
    unsure: 'Not sure',
    hand: 'How sure are you?',
    first: 'Answer first, then say how sure you are.',
    single: 'Choose one',
    multiple: 'Choose all that fit',
    trueFalse: 'True or false?',
    order: 'Tap them in the right order',
    match: 'Tap one on top, then its partner below',
    sort: 'Put each one where it belongs',
    gap: 'Fill the gaps from the words below',
    scenario: 'You are on shift. What do you say?',
    place: (at: number) => `place ${at}`,
    startOver: 'Start over',
    gapName: (at: number, word: string) => `Gap ${at}: ${word || 'empty'}`,
    lefts: 'Find a partner for',
    rights: 'Partners',
    noPartner: 'no partner yet',
    yourThought: 'Your thoughts',
    private: 'What you write stays on this phone. Nobody else can read it.',
    keep: 'Done',
    rightMark: 'Right answer',
    yourMark: 'Your answer',
    missedMark: 'This one too',
    you: 'You',
    customer: 'Customer',
    mood: { '-2': 'furious', '-1': 'upset', '0': 'waiting', '1': 'warming up', '2': 'delighted' } as Record<
      string,
      string
    >,
    moodIs: (mood: string) => `The customer is ${mood}`,
    ending: { good: 'That went well', fair: 'That went all right', poor: 'That customer may not be back' },
    again: 'Would you do it this way on shift?'
  },
  feedback: {
    sureRight: 'Spot on',
    unsureRight: 'Right! You know more than you thought',
    sureWrong: 'Worth knowing: it is different',
    unsureWrong: 'Not this one, and you sensed it',
    reflection: 'A good thought to take with you',
    saved: 'Answer kept',
    checking: 'Being marked…',
    markedLater: 'This one is marked when it reaches the server. Carry on: it is safe on this phone.',
    markedRight: 'The server says: right!',
    markedWrong: 'The server says: not this time. It comes back another day.',
    rightAnswer: 'The right answer',
    next: 'Next',
    last: 'Finish the break'
  },
  summary: {
    title: 'Break done',
    lead: 'Well practised. Back to real life.',
    points: (n: number) => (n === 1 ? 'point today' : 'points today'),
    practised: (n: number) => (n === 1 ? 'thing practised' : 'things practised'),
    pointsWaiting: 'Your points arrive when your answers reach the server.',
    streak: (n: number) => (n === 1 ? 'day in a row' : 'days in a row'),
    /** On a hard day the number would only hurt: what was missed is said below, with when it comes back. */
    right: (right: number, all: number) =>
      right * 2 < all
        ? `${count(all, 'question', 'questions')} practised`
        : `${right} of ${all} answers right`,
    badge: 'You earned a badge',
    back: 'What comes back',
    soon: (n: number) => `${count(n, 'thing', 'things')} you missed: soon, usually on your next working day`,
    middle: (n: number) => `${count(n, 'thing', 'things')} you were not sure of: in a few days`,
    later: (n: number) => `${count(n, 'thing', 'things')} you know well: not for a good while`,
    returns: {
      tomorrow: (n: number) => `${count(n, 'thing', 'things')} tomorrow`,
      days: (n: number) => `${count(n, 'thing', 'things')} in a few days`,
      week: (n: number) => `${count(n, 'thing', 'things')} in a week or two`,
      weeks: (n: number) => `${count(n, 'thing', 'things')} in a few weeks`,
      months: (n: number) => `${count(n, 'thing', 'things')} in a few months`
    },
    lesson: (n: number) => `${count(n, 'new lesson', 'new lessons')} read`,
    close: 'Put the phone away'
  },
  more: {
    offer: 'Practise a little more',
    hint: (n: number) =>
      `${count(n, 'question', 'questions')} on what is not due yet: no points, just a fresher memory.`,
    title: 'A little fresher',
    lead: 'That was extra, and all yours.'
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
    offLead: 'Only your team leader sees your points, and that is fine. You can come back whenever you like.',
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
    uploadLead: 'A zip file of pack.yaml and its lessons, up to 20 MB. It is checked before anyone sees it.',
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
