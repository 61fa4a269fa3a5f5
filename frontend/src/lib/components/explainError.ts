/** An error as a sentence that says what to do. */
import { Problem } from '#lib/api/http.ts';
import { m } from '#lib/i18n/messages.ts';

export function explainError(error: unknown): string {
  if (!(error instanceof Problem)) return m.problems_unknown();
  if (error.offline) return m.problems_offline();
  if (error.status === 401) return m.problems_expired();
  if (error.status === 403) return error.message || m.problems_forbidden();
  if (error.status === 404) return error.message || m.problems_missing();
  if (error.status === 429) return error.message || m.problems_busy();
  if (error.status >= 500) return m.problems_server();
  return error.message || m.problems_unknown();
}
