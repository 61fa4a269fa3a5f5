/** The streak page as last fetched, brought up to date with the figures of the phone. Pure. */
import type { Streak } from '#lib/api/types.ts';
import type { Figures } from '#lib/store/figures.ts';

/**
 * The number of days is the one that all screens show. A day that was practised since is marked,
 * and what would happen "if you practise today" is left out then.
 */
export function foldStreak(page: Streak, figures: Figures): Streak {
  const { streak, practisedToday, today } = figures;
  const practisedSince = practisedToday && !isPractised(page, today);
  return {
    ...page,
    streak,
    longest: Math.max(page.longest, streak),
    lost: practisedSince && page.earn_back_in <= 1 ? 0 : page.lost,
    earn_back_in: Math.max(0, page.earn_back_in - Number(practisedSince)),
    freezes: page.freezes + Number(practisedSince && page.freeze_in === 1),
    freeze_in: page.freeze_in > 0 ? page.freeze_in - Number(practisedSince) : 0,
    days: page.days.map((day) =>
      practisedSince && day.day === today ? { ...day, state: 'practised' } : day
    )
  };
}

const isPractised = (page: Streak, today: string): boolean =>
  page.days.some((day) => day.day === today && day.state === 'practised');
