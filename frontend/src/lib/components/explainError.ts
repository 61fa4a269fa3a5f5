/** Any failure as a sentence that says what to do. */
import { Problem } from '#lib/api/http.ts';
import { words } from '#lib/words/index.ts';

export function explainError(error: unknown): string {
  if (!(error instanceof Problem)) return words.problems.unknown;
  if (error.offline) return words.problems.offline;
  if (error.status === 401) return words.problems.expired;
  if (error.status === 403) return error.message || words.problems.forbidden;
  if (error.status === 404) return error.message || words.problems.missing;
  if (error.status === 429) return error.message || words.problems.busy;
  if (error.status >= 500) return words.problems.server;
  return error.message || words.problems.unknown;
}
