import { expect, it } from 'vitest';
import { aboutText, reasonText } from './ledgerText.ts';

it('says what the points are for', () => {
  expect(aboutText('lesson')('Greeting')).toBe('Lesson: Greeting');
  expect(reasonText('moment_removed')).toBe('Taken back');
});
