/** Every API call of the app, with its types. */
import { requestJson, sendRequest } from './http.ts';
import type * as t from './types.ts';

const path = encodeURIComponent;

export const signIn = (login: string, secret: string) =>
  requestJson<t.Me>('POST', '/api/session', { login, secret });
export const signOut = () => requestJson<null>('DELETE', '/api/session');
export const joinInfo = (code: string) =>
  requestJson<t.Invitation>('GET', `/api/join/${path(code)}`);
export const join = (code: string, name: string, pin: string, language: string) =>
  requestJson<t.Me>('POST', '/api/join', { code, name, pin, language });
export const me = () => requestJson<t.Me>('GET', '/api/me');
export const changeMe = (change: t.MeChange) => requestJson<t.Me>('PATCH', '/api/me', change);
export const today = () => requestJson<t.Today>('GET', '/api/today');
export const practice = () => requestJson<t.Practice>('GET', '/api/practice');
export const sendAttempts = (login: string, attempts: t.Attempt[], reads: t.Read[]) =>
  requestJson<t.Receipt>('POST', '/api/attempts', { login, attempts, reads });
export const badges = () => requestJson<t.Badges>('GET', '/api/badges');
export const board = (name: t.BoardName, period: t.Period) =>
  requestJson<t.Board>('GET', `/api/leaderboards/${name}?period=${period}`);
export const streak = () => requestJson<t.Streak>('GET', '/api/streak');
export const myDaysOff = () => requestJson<t.DaysOff>('GET', '/api/me/days-off');
export const takeDaysOff = (days: string[]) =>
  requestJson<t.DaysOff>('POST', '/api/me/days-off', { days });
export const cancelDayOff = (day: string) => requestJson<null>('DELETE', `/api/me/days-off/${day}`);
export const points = (before?: number) =>
  requestJson<t.Points>('GET', before ? `/api/points?before=${before}` : '/api/points');
export const team = () => requestJson<{ teams: t.Team[] }>('GET', '/api/team');
export const setPin = (login: string, pin: string) =>
  requestJson<null>('POST', `/api/team/members/${path(login)}/pin`, { pin });
export const changeTeam = (id: string, change: t.TeamChange) =>
  requestJson<null>('PATCH', `/api/teams/${path(id)}`, change);
export const membersDaysOff = (login: string) =>
  requestJson<t.DaysOff>('GET', `/api/team/members/${path(login)}/days-off`);
export const giveDaysOff = (login: string, days: string[]) =>
  requestJson<t.DaysOff>('POST', `/api/team/members/${path(login)}/days-off`, { days });
export const cancelMembersDayOff = (login: string, day: string) =>
  requestJson<null>('DELETE', `/api/team/members/${path(login)}/days-off/${day}`);
export const setMembersWeek = (login: string, week: number[] | null) =>
  requestJson<null>('PATCH', `/api/team/members/${path(login)}`, { work_days: week });
/** `login` is the person whose calendar the file is; empty for a table. */
export const sendRota = (
  file: Blob,
  options: { dates: 'iso' | 'dmy'; dry_run: boolean; keep_good: boolean; login: string }
) => {
  const { login, ...rest } = options;
  const query = new URLSearchParams(
    Object.entries(rest).map(([name, value]) => [name, String(value)])
  );
  if (login) query.set('login', login);
  return sendRequest<t.Rota>(
    'POST',
    `/api/team/rota?${query.toString()}`,
    new Blob([file], { type: 'text/csv' })
  );
};
export const teams = () => requestJson<{ teams: t.TeamLine[] }>('GET', '/api/teams');
export const packs = () => requestJson<{ packs: t.Pack[] }>('GET', '/api/packs');
export const packImport = (id: string) =>
  requestJson<t.PackImport>('GET', `/api/packs/imports/${path(id)}`);
export const publish = (pack: string, version: number | null, teamIds: string[]) =>
  requestJson<unknown>('POST', `/api/packs/${path(pack)}/publications`, {
    version,
    teams: teamIds
  });
export const moments = (before?: number) =>
  requestJson<t.Feed>('GET', before ? `/api/moments?before=${before}` : '/api/moments');
export const momentChoices = () => requestJson<t.Choices>('GET', '/api/moments/choices');
export const waitingMoments = () => requestJson<t.Waiting>('GET', '/api/moments/waiting');
export const giveMoment = (moment: t.NewMoment) =>
  requestJson<t.Moment>('POST', '/api/moments', moment);
export const settleMoment = (id: string, verb: 'confirm' | 'decline' | 'remove' | 'restore') =>
  requestJson<null>('POST', `/api/moments/${path(id)}/${verb}`);
export const reportMoment = (id: string, reason: string) =>
  requestJson<null>('POST', `/api/moments/${path(id)}/report`, { reason });
export const addPhoto = (id: string, photo: Blob) =>
  sendRequest<null>('PUT', `/api/moments/${path(id)}/photo`, photo);
export const challenges = () =>
  requestJson<{ challenges: t.Challenge[] }>('GET', '/api/challenges');
export const challenge = (id: string) =>
  requestJson<t.Challenge>('GET', `/api/challenges/${path(id)}`);
export const notices = () => requestJson<{ notices: t.Notice[] }>('GET', '/api/notices');
export const readiness = (team: string) =>
  requestJson<t.Readiness>('GET', team ? `/api/readiness?team=${path(team)}` : '/api/readiness');
export const openDisplay = () => requestJson<{ code: string }>('POST', '/api/displays');
export const wall = () => requestJson<t.Wall>('GET', '/api/displays/me');
export const displays = () => requestJson<{ displays: t.Display[] }>('GET', '/api/displays');
export const pairDisplay = (code: string, teamId: string) =>
  requestJson<{ id: string }>('POST', '/api/displays/pair', { code, team: teamId });
export const closeDisplay = (id: string) =>
  requestJson<null>('DELETE', `/api/displays/${path(id)}`);
export const templates = () =>
  requestJson<{ templates: t.Template[] }>('GET', '/api/challenges/templates');
export const previewChallenge = (plan: t.NewChallenge) =>
  requestJson<t.Preview>('POST', '/api/challenges/preview', plan);
export const launchChallenge = (plan: t.NewChallenge) =>
  requestJson<t.Challenge>('POST', '/api/challenges', plan);
export const cheer = (id: string) => requestJson<null>('POST', `/api/challenges/${path(id)}/cheer`);
export const cancelChallenge = (id: string, reason: string) =>
  requestJson<null>('POST', `/api/challenges/${path(id)}/cancel`, { reason });
export const lookAtVision = (vision: string) =>
  requestJson<{ checks: t.Preview['checks'] }>('POST', '/api/challenges/vision', { vision });
export const coLeaders = () =>
  requestJson<{ leaders: t.CoLeader[] }>('GET', '/api/challenges/leaders');
export const editChallenge = (id: string, edit: t.ChallengeEdit) =>
  requestJson<t.Challenge>('PATCH', `/api/challenges/${path(id)}`, edit);
export const addFigures = (id: string, figures: t.NewFigure[]) =>
  requestJson<{ added: number }>('POST', `/api/challenges/${path(id)}/figures`, { figures });
export const tokens = (id: string) =>
  requestJson<{ tokens: t.Token[] }>('GET', `/api/challenges/${path(id)}/tokens`);
export const makeToken = (id: string, name: string) =>
  requestJson<t.NewToken>('POST', `/api/challenges/${path(id)}/tokens`, { name });
export const revokeToken = (id: string, token: string) =>
  requestJson<null>('DELETE', `/api/challenges/${path(id)}/tokens/${path(token)}`);
