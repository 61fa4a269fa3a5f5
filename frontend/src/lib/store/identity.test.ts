import { describe, expect, it } from 'vitest';
import { compareLogins } from './identity.ts';

describe('what the server says about who is signed in', () => {
  it.each([
    ['anna', 'anna', 'anna', 'same'],
    [null, null, 'ben', 'same'],
    ['anna', 'anna', 'ben', 'other'],
    // Signed in or out while the request was running.
    ['anna', 'ben', 'anna', 'stale'],
    ['anna', null, 'anna', 'stale'],
    [null, 'ben', 'anna', 'stale']
  ] as const)('asked as %s, now %s, answered %s: %s', (asked, here, answered, expected) => {
    expect(compareLogins(asked, here, answered)).toBe(expected);
  });
});
