/** Every call the app makes, one line each, with its types. */
import { ask, send } from './http';
import type * as t from './types';

const path = encodeURIComponent;

export const signIn = (login: string, secret: string) => ask<t.Me>('POST', '/api/session', { login, secret });
export const signOut = () => ask<null>('DELETE', '/api/session');
export const joinInfo = (code: string) => ask<t.Invitation>('GET', `/api/join/${path(code)}`);
export const join = (code: string, name: string, pin: string) =>
  ask<t.Me>('POST', '/api/join', { code, name, pin });
export const me = () => ask<t.Me>('GET', '/api/me');
export const changeMe = (change: t.MeChange) => ask<t.Me>('PATCH', '/api/me', change);
export const today = () => ask<t.Today>('GET', '/api/today');
export const practice = () => ask<t.Practice>('GET', '/api/practice');
export const sendAttempts = (login: string, attempts: t.Attempt[], reads: t.Read[]) =>
  ask<t.Receipt>('POST', '/api/attempts', { login, attempts, reads });
export const badges = () => ask<t.Badges>('GET', '/api/badges');
export const board = (name: t.BoardName, period: t.Period) =>
  ask<t.Board>('GET', `/api/leaderboards/${name}?period=${period}`);
export const streak = () => ask<t.Streak>('GET', '/api/streak');
export const myDaysOff = () => ask<t.DaysOff>('GET', '/api/me/days-off');
export const takeDaysOff = (days: string[]) => ask<t.DaysOff>('POST', '/api/me/days-off', { days });
export const cancelDayOff = (day: string) => ask<null>('DELETE', `/api/me/days-off/${day}`);
export const points = (before?: number) =>
  ask<t.Points>('GET', before ? `/api/points?before=${before}` : '/api/points');
export const team = () => ask<{ teams: t.Team[] }>('GET', '/api/team');
export const setPin = (login: string, pin: string) =>
  ask<null>('POST', `/api/team/members/${path(login)}/pin`, { pin });
export const changeTeam = (id: string, change: t.TeamChange) =>
  ask<null>('PATCH', `/api/teams/${path(id)}`, change);
export const membersDaysOff = (login: string) =>
  ask<t.DaysOff>('GET', `/api/team/members/${path(login)}/days-off`);
export const giveDaysOff = (login: string, days: string[]) =>
  ask<t.DaysOff>('POST', `/api/team/members/${path(login)}/days-off`, { days });
export const cancelMembersDayOff = (login: string, day: string) =>
  ask<null>('DELETE', `/api/team/members/${path(login)}/days-off/${day}`);
export const setMembersWeek = (login: string, week: number[] | null) =>
  ask<null>('PATCH', `/api/team/members/${path(login)}`, { work_days: week });
/** `login` says whose calendar it is. */
export const sendRota = (
  file: Blob,
  wish: { dates: 'iso' | 'dmy'; dry_run: boolean; keep_good: boolean; login: string }
) => {
  const { login, ...rest } = wish;
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  if (login) query.set('login', login);
  return send<t.Rota>('POST', `/api/team/rota?${query.toString()}`, new Blob([file], { type: 'text/csv' }));
};
export const teams = () => ask<{ teams: t.TeamLine[] }>('GET', '/api/teams');
export const packs = () => ask<{ packs: t.Pack[] }>('GET', '/api/packs');
export const packImport = (id: string) => ask<t.PackImport>('GET', `/api/packs/imports/${path(id)}`);
export const publish = (pack: string, version: number | null, teamIds: string[]) =>
  ask<unknown>('POST', `/api/packs/${path(pack)}/publications`, { version, teams: teamIds });
export const moments = (before?: number) =>
  ask<t.Feed>('GET', before ? `/api/moments?before=${before}` : '/api/moments');
export const momentChoices = () => ask<t.Choices>('GET', '/api/moments/choices');
export const waitingMoments = () => ask<t.Waiting>('GET', '/api/moments/waiting');
export const giveMoment = (moment: t.NewMoment) => ask<t.Moment>('POST', '/api/moments', moment);
export const settleMoment = (id: string, verb: 'confirm' | 'decline' | 'remove' | 'restore') =>
  ask<null>('POST', `/api/moments/${path(id)}/${verb}`);
export const reportMoment = (id: string, reason: string) =>
  ask<null>('POST', `/api/moments/${path(id)}/report`, { reason });
export const addPhoto = (id: string, photo: Blob) =>
  send<null>('PUT', `/api/moments/${path(id)}/photo`, photo);
export const challenges = () => ask<{ challenges: t.Challenge[] }>('GET', '/api/challenges');
export const challenge = (id: string) => ask<t.Challenge>('GET', `/api/challenges/${path(id)}`);
export const notices = () => ask<{ notices: t.Notice[] }>('GET', '/api/notices');
export const readiness = (team: string) =>
  ask<t.Readiness>('GET', team ? `/api/readiness?team=${path(team)}` : '/api/readiness');
export const openDisplay = () => ask<{ code: string }>('POST', '/api/displays');
export const wall = () => ask<t.Wall>('GET', '/api/displays/me');
export const displays = () => ask<{ displays: t.Display[] }>('GET', '/api/displays');
export const pairDisplay = (code: string, teamId: string) =>
  ask<{ id: string }>('POST', '/api/displays/pair', { code, team: teamId });
export const closeDisplay = (id: string) => ask<null>('DELETE', `/api/displays/${path(id)}`);
export const templates = () => ask<{ templates: t.Template[] }>('GET', '/api/challenges/templates');
export const previewChallenge = (plan: t.NewChallenge) =>
  ask<t.Preview>('POST', '/api/challenges/preview', plan);
export const launchChallenge = (plan: t.NewChallenge) => ask<t.Challenge>('POST', '/api/challenges', plan);
export const cheer = (id: string) => ask<null>('POST', `/api/challenges/${path(id)}/cheer`);
export const cancelChallenge = (id: string, reason: string) =>
  ask<null>('POST', `/api/challenges/${path(id)}/cancel`, { reason });
export const lookAtVision = (vision: string) =>
  ask<{ checks: t.Preview['checks'] }>('POST', '/api/challenges/vision', { vision });
export const coLeaders = () => ask<{ leaders: t.CoLeader[] }>('GET', '/api/challenges/leaders');
export const editChallenge = (id: string, edit: t.ChallengeEdit) =>
  ask<t.Challenge>('PATCH', `/api/challenges/${path(id)}`, edit);
export const addFigures = (id: string, figures: t.NewFigure[]) =>
  ask<{ added: number }>('POST', `/api/challenges/${path(id)}/figures`, { figures });
export const tokens = (id: string) => ask<{ tokens: t.Token[] }>('GET', `/api/challenges/${path(id)}/tokens`);
export const makeToken = (id: string, name: string) =>
  ask<t.NewToken>('POST', `/api/challenges/${path(id)}/tokens`, { name });
export const revokeToken = (id: string, token: string) =>
  ask<null>('DELETE', `/api/challenges/${path(id)}/tokens/${path(token)}`);
