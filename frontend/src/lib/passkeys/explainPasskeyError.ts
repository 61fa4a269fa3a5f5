/** Why a passkey was not made or used, as a sentence that says what to do. */
import { Problem } from '#lib/api/http.ts';
import { explainError } from '#lib/components/explainError.ts';
import { m } from '#lib/i18n/messages.ts';

/** The errors of browsers by name. https://www.w3.org/TR/webauthn-3/ names their causes. */
const TEXTS: Record<string, () => string> = {
  NotAllowedError: () => m.passkeys_cancelled(),
  AbortError: () => m.passkeys_cancelled(),
  InvalidStateError: () => m.passkeys_already_here(),
  SecurityError: () => m.passkeys_wrong_address(),
  NotSupportedError: () => m.passkeys_cannot(),
  ConstraintError: () => m.passkeys_cannot()
};

export function explainPasskeyError(error: unknown): string {
  if (error instanceof DOMException) return (TEXTS[error.name] ?? m.passkeys_failed)();
  // A refused passkey is no ended sign-in: the server says why it was refused.
  if (error instanceof Problem && error.status === 401 && error.message) return error.message;
  return explainError(error);
}
