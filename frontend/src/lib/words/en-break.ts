/** What the app says in a break. */
import { count } from './count.ts';

export const breaks = {
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
    streak: (n: number) =>
      n === 0 ? 'Your streak starts today' : `${count(n, 'day', 'days')} in a row`,
    dayOff: 'It is your day off. Nothing is asked of you, and your streak is safe.',
    dayOffButton: 'I feel like it anyway',
    finished: 'That is today’s break done',
    finishedLead: 'Put the phone away with a clear head. The next one is ready tomorrow morning.',
    seeSummary: 'See how it went',
    empty: 'Nothing to do right now',
    emptyLead:
      'Your break is being prepared, or your team has no lessons yet. Look in again later.',
    kept: (when: string) =>
      `Kept on this phone from ${when}. A new break comes when you have a network.`,
    noneOffline:
      'Today’s break is not on this phone yet. Open the app once with a network and it will be.'
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
    mood: {
      '-2': 'furious',
      '-1': 'upset',
      '0': 'waiting',
      '1': 'warming up',
      '2': 'delighted'
    } as Record<string, string>,
    moodIs: (mood: string) => `The customer is ${mood}`,
    ending: {
      good: 'That went well',
      fair: 'That went all right',
      poor: 'That customer may not be back'
    },
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
    markedLater:
      'This one is marked when it reaches the server. Carry on: it is safe on this phone.',
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
    soon: (n: number) =>
      `${count(n, 'thing', 'things')} you missed: soon, usually on your next working day`,
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
  }
};
