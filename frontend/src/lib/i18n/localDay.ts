/** The local day of an instant. It begins at 04:00, as in `learning/rules/rota/days.py`. */
const DAY_START_HOUR = 4;

/** `YYYY-MM-DD` in a time zone; without one, in that of this device. */
export function toLocalDay(instant: string, timeZone?: string): string {
  const local = new Date(instant).toLocaleString('sv', timeZone ? { timeZone } : {});
  const [day, time] = local.split(' ') as [string, string];
  if (Number(time.slice(0, 2)) >= DAY_START_HOUR) return day;
  return new Date(Date.parse(`${day}T00:00:00Z`) - 1).toISOString().slice(0, 10);
}
