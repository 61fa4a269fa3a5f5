import { expect, it } from 'vitest';
import { uuid7 } from './uuid7.ts';

it('is a version 7 UUID', () => {
  expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('carries its millisecond and sorts by it', () => {
  expect(uuid7(0x0123456789ab).startsWith('01234567-89ab-7')).toBe(true);
  expect(uuid7(1000) < uuid7(1001)).toBe(true);
});
