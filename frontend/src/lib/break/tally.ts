/** What a day amounts to, for the summary. */
import type { DoneDay } from '#lib/store/done.ts';

export interface Tally {
  graded: number;
  right: number;
  missed: number;
  unsure: number;
  known: number;
  lessons: number;
  /** Something has not been marked by the server yet. */
  waiting: boolean;
}

export function tally(day: DoneDay): Tally {
  const questions = day.items.filter((item) => item.kind === 'question');
  const right = questions.filter((item) => item.correct === true);
  const missed = questions.filter((item) => item.correct === false).length;
  return {
    graded: right.length + missed,
    right: right.length,
    missed,
    unsure: right.filter((item) => item.confidence === 'unsure').length,
    known: right.filter((item) => item.confidence === 'sure').length,
    lessons: day.items.filter((item) => item.kind === 'lesson').length,
    waiting: day.items.some((item) => item.points === null)
  };
}
