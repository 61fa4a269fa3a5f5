import { expect, it } from 'vitest';
import { reasonText } from './itemReasons.ts';

it('says how long ago something due was seen', () => {
  expect(reasonText({ code: 'due', days: 1 })).toContain('yesterday');
  expect(reasonText({ code: 'due', days: 12 })).toContain('12 days ago');
});

it('has a sentence for a reason without days', () => {
  expect(reasonText({ code: 'new', days: 0 })).toBe('Today’s new idea.');
});
