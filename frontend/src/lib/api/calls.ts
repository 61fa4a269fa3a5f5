/** Every call the app makes, one line each, with its types. */
import { ask } from './http';
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
export const sendAttempts = (login: string, attempts: t.Attempt[], reads: t.Read[]) =>
  ask<t.Receipt>('POST', '/api/attempts', { login, attempts, reads });
export const badges = () => ask<{ badges: t.Badge[] }>('GET', '/api/badges');
export const board = (name: t.BoardName) => ask<t.Board>('GET', `/api/leaderboards/${name}`);
export const team = () => ask<{ teams: t.Team[] }>('GET', '/api/team');
export const setPin = (login: string, pin: string) =>
  ask<null>('POST', `/api/team/members/${path(login)}/pin`, { pin });
export const teams = () => ask<{ teams: t.TeamLine[] }>('GET', '/api/teams');
export const packs = () => ask<{ packs: t.Pack[] }>('GET', '/api/packs');
export const packImport = (id: string) => ask<t.PackImport>('GET', `/api/packs/imports/${path(id)}`);
export const publish = (pack: string, version: number | null, teamIds: string[]) =>
  ask<unknown>('POST', `/api/packs/${path(pack)}/publications`, { version, teams: teamIds });
