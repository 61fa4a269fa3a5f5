/** What a pack holds: "3 lessons, 8 questions". */
import { formatItems } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';

export const packContents = (pack: { lessons: number; questions: number }): string =>
  formatItems([
    m.packs_lessons({ count: pack.lessons }),
    m.packs_questions({ count: pack.questions })
  ]);
