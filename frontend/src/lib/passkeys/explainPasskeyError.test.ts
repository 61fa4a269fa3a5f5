import { expect, test } from 'vitest';
import { Problem } from '#lib/api/http.ts';
import { m } from '#lib/i18n/messages.ts';
import { explainPasskeyError } from './explainPasskeyError.ts';

const named = (name: string) => explainPasskeyError(new DOMException('', name));

test('each error of a browser says what to do', () => {
  expect(named('NotAllowedError')).toBe(m.passkeys_cancelled());
  expect(named('AbortError')).toBe(m.passkeys_cancelled());
  expect(named('InvalidStateError')).toBe(m.passkeys_already_here());
  expect(named('SecurityError')).toBe(m.passkeys_wrong_address());
  expect(named('NotSupportedError')).toBe(m.passkeys_cannot());
  expect(named('ConstraintError')).toBe(m.passkeys_cannot());
  expect(named('UnknownError')).toBe(m.passkeys_failed());
});

test('a passkey that the server refuses is not taken for an ended sign-in', () => {
  const refused = new Problem(401, 'Unauthorized', 'This passkey opens no account here any more.');
  expect(explainPasskeyError(refused)).toBe('This passkey opens no account here any more.');
  expect(explainPasskeyError(new Problem(0, '', ''))).toBe(m.problems_offline());
});
