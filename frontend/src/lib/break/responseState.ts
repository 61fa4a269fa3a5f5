/** Whether a response is complete, so that it can be submitted. */
import type { Question, Response } from '#lib/api/types.ts';
import { countGaps } from './gapStem.ts';
import { isEnding, walkScenario } from './scenario.ts';

export function isComplete(question: Question, response: Response): boolean {
  const chosen = response.choices?.length ?? 0;
  switch (question.form) {
    case 'single':
    case 'true_false':
      return chosen === 1;
    case 'multiple':
      return chosen > 0;
    case 'order':
      return chosen === question.choices.length;
    case 'gap':
      return chosen === countGaps(question.stem) && !response.choices?.includes('');
    case 'match':
    case 'sort':
      return question.choices.every((choice) => response.pairs?.[choice.id]);
    case 'scenario':
      return isEnding(walkScenario(question.nodes, question.start ?? '', response.path ?? []).node);
    case 'reflection':
      return true;
  }
}

export function emptyResponse(question: Question): Response {
  switch (question.form) {
    case 'single':
    case 'multiple':
    case 'true_false':
    case 'order':
    case 'reflection':
      return { choices: [] };
    case 'gap':
      return { choices: Array<string>(countGaps(question.stem)).fill('') };
    case 'match':
    case 'sort':
      return { pairs: {} };
    case 'scenario':
      return { path: [] };
  }
}
