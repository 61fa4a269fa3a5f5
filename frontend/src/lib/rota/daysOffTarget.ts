/** Whose days off are edited: one's own, or those of a team member. Forms work with both. */
import * as calls from '#lib/api/calls.ts';
import type { DaysOff } from '#lib/api/types.ts';
import { phone } from '#lib/store/phone.svelte.ts';

export interface DaysOffTarget {
  read: () => Promise<DaysOff>;
  take: (days: string[]) => Promise<DaysOff>;
  cancel: (day: string) => Promise<unknown>;
  /** Sets the working days; null stands for the team's. */
  work: (week: number[] | null) => Promise<unknown>;
}

export const myDaysOff: DaysOffTarget = {
  read: calls.myDaysOff,
  take: calls.takeDaysOff,
  cancel: calls.cancelDayOff,
  work: async (week) => phone.update(await calls.changeMe({ work_days: week }))
};

export const memberDaysOff = (login: string): DaysOffTarget => ({
  read: () => calls.membersDaysOff(login),
  take: (days) => calls.giveDaysOff(login, days),
  cancel: (day) => calls.cancelMembersDayOff(login, day),
  work: (week) => calls.setMembersWeek(login, week)
});
