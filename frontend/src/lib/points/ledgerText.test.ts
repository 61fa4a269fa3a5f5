import { expect, it } from 'vitest';
import { ledgerText } from './ledgerText.ts';

it('says what the points are for', () => {
  expect(ledgerText({ reason: 'lesson', subject: 'Greeting' })).toBe('Lesson: Greeting');
  expect(ledgerText({ reason: 'moment_removed', subject: null })).toBe('Taken back');
});
