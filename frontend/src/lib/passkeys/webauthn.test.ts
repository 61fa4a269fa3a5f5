import { expect, test } from 'vitest';
import { fromBase64url, readCreationOptions, readRequestOptions, toBase64url } from './webauthn.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('bytes come back from base64url, whatever their number', () => {
  for (const text of ['', '_w', '-_8', 'AAEC', '_-7dzA']) {
    expect(toBase64url(fromBase64url(text).buffer)).toBe(text);
  }
  expect(fromBase64url('-_8')).toEqual(bytes(251, 255));
});

test('options for a new passkey have bytes where the browser wants them', () => {
  const read = readCreationOptions({
    challenge: 'AQI',
    rp: { id: 'hero.test', name: 'Herobreak' },
    user: { id: 'Aw', name: 'mary-hill', displayName: 'Mary Hill' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    excludeCredentials: [{ id: 'BA', type: 'public-key', transports: ['usb'] }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    timeout: 300000
  });
  expect(read.challenge).toEqual(bytes(1, 2));
  expect(read.user).toEqual({ id: bytes(3), name: 'mary-hill', displayName: 'Mary Hill' });
  expect(read.excludeCredentials).toEqual([
    { id: bytes(4), type: 'public-key', transports: ['usb'] }
  ]);
  expect(read.authenticatorSelection?.userVerification).toBe('required');
  expect(read.pubKeyCredParams).toEqual([{ type: 'public-key', alg: -7 }]);
});

test('options of a sign-in list no passkeys where the server lists none', () => {
  const read = readRequestOptions({
    challenge: '_w',
    rpId: 'hero.test',
    userVerification: 'required'
  });
  expect(read).toEqual({
    challenge: bytes(255),
    rpId: 'hero.test',
    userVerification: 'required',
    allowCredentials: []
  });
});
