/** Every call of the app, typed by the OpenAPI document. */
import { client, fileBody, unwrap } from './http.ts';
import type * as t from './types.ts';

/**
 * Ids are integers of 64 bits in addresses. The phone keeps them as text, since JavaScript would
 * round them.
 */
const asId = (id: string) => id as unknown as number;

const atLogin = (login: string) => ({ params: { path: { login } } });
const atTeam = (team: string) => ({ params: { path: { team: asId(team) } } });
const atChallenge = (challenge: string) => ({ params: { path: { challenge: asId(challenge) } } });
const atMoment = (moment: string) => ({ params: { path: { moment } } });

export const signIn = (login: string, secret: string) =>
  unwrap(client.POST('/api/session', { body: { login, secret } }));
export const signOut = () => unwrap(client.DELETE('/api/session'));
export const sessions = () => unwrap(client.GET('/api/sessions'));
export const endSession = (id: string) =>
  unwrap(
    client.DELETE('/api/sessions/{session_id}', { params: { path: { session_id: asId(id) } } })
  );
export const beginPasskeySignIn = (login: string | null) =>
  unwrap(client.POST('/api/session/passkey/begin', { body: { login } }));
export const signInByPasskey = (body: t.PasskeyProof) =>
  unwrap(client.POST('/api/session/passkey', { body }));
const atPasskey = (id: string) => ({ params: { path: { passkey: asId(id) } } });
export const passkeys = () => unwrap(client.GET('/api/passkeys'));
export const beginPasskey = (secret: string | null) =>
  unwrap(client.POST('/api/passkeys/begin', { body: { secret } }));
export const addPasskey = (body: t.NewPasskey) => unwrap(client.POST('/api/passkeys', { body }));
export const renamePasskey = (id: string, name: string) =>
  unwrap(client.PATCH('/api/passkeys/{passkey}', { ...atPasskey(id), body: { name } }));
export const removePasskey = (id: string) =>
  unwrap(client.DELETE('/api/passkeys/{passkey}', atPasskey(id)));
export const endOtherSessions = () => unwrap(client.DELETE('/api/sessions'));
export const joinInfo = (code: string) =>
  unwrap(client.GET('/api/join/{code}', { params: { path: { code } } }));
export const join = (code: string, name: string, pin: string, language: string) =>
  unwrap(client.POST('/api/join', { body: { code, name, pin, language } }));
export const me = () => unwrap(client.GET('/api/me'));
export const changeMe = (body: t.MeChange) => unwrap(client.PATCH('/api/me', { body }));
export const changesOfMe = (before?: number) =>
  unwrap(client.GET('/api/me/changes', { params: { query: before ? { before } : {} } }));
export const today = () => unwrap(client.GET('/api/today'));
export const practice = () => unwrap(client.GET('/api/practice'));
export const sendAttempts = (login: string, attempts: t.Attempt[], reads: t.Read[]) =>
  unwrap(client.POST('/api/attempts', { body: { login, attempts, reads } }));
export const badges = () => unwrap(client.GET('/api/badges'));
export const board = (name: t.BoardName, period: t.Period) =>
  unwrap(client.GET('/api/leaderboards/{name}', { params: { path: { name }, query: { period } } }));
export const streak = () => unwrap(client.GET('/api/streak'));
export const myDaysOff = () => unwrap(client.GET('/api/me/days-off'));
export const takeDaysOff = (days: string[]) =>
  unwrap(client.POST('/api/me/days-off', { body: { days } }));
export const cancelDayOff = (day: string) =>
  unwrap(client.DELETE('/api/me/days-off/{day}', { params: { path: { day } } }));
export const points = (before?: number) =>
  unwrap(client.GET('/api/points', { params: { query: before ? { before } : {} } }));
/** The query of a page: a part of a name, and the last id of the page before. */
const pageOf = (name: string, after: string | undefined) => ({
  params: { query: { ...(name && { name }), ...(after && { after: asId(after) }) } }
});
export async function ledTeams(name = '', after?: string) {
  const { teams, next } = await unwrap(client.GET('/api/team', pageOf(name, after)));
  return { items: teams, next };
}
/** Teams to choose from. */
export async function findTeams(name = '', after?: string) {
  const { teams, next } = await unwrap(client.GET('/api/teams', pageOf(name, after)));
  return { items: teams, next };
}
export async function findTeam(id: string) {
  const query = { team: asId(id) };
  return (await unwrap(client.GET('/api/teams', { params: { query } }))).teams[0];
}
/** The people of a team; with `team` "" of all teams that the leader leads. */
export async function findMembers(team: string, name = '', after?: string) {
  const query = {
    ...(team && { team: asId(team) }),
    ...(name && { name }),
    ...(after && { after })
  };
  const { members, next } = await unwrap(client.GET('/api/team/members', { params: { query } }));
  return { items: members, next };
}
export const joinCode = (id: string) =>
  unwrap(client.GET('/api/teams/{team}/join-code', atTeam(id)));
export const setPin = (login: string, pin: string) =>
  unwrap(client.POST('/api/team/members/{login}/pin', { ...atLogin(login), body: { pin } }));
export const changeTeam = (id: string, body: t.TeamChange) =>
  unwrap(client.PATCH('/api/teams/{team}', { ...atTeam(id), body }));
export const replaceJoinCode = (id: string) =>
  unwrap(client.POST('/api/teams/{team}/join-code', atTeam(id)));
export const membersDaysOff = (login: string) =>
  unwrap(client.GET('/api/team/members/{login}/days-off', atLogin(login)));
export const giveDaysOff = (login: string, days: string[]) =>
  unwrap(client.POST('/api/team/members/{login}/days-off', { ...atLogin(login), body: { days } }));
export const cancelMembersDayOff = (login: string, day: string) =>
  unwrap(
    client.DELETE('/api/team/members/{login}/days-off/{day}', { params: { path: { login, day } } })
  );
export const setMembersWeek = (login: string, week: number[] | null) =>
  unwrap(
    client.PATCH('/api/team/members/{login}', { ...atLogin(login), body: { work_days: week } })
  );
export const moderateMember = (login: string, body: t.MemberChange) =>
  unwrap(client.PATCH('/api/team/members/{login}', { ...atLogin(login), body }));
/** The body of a rota: the server looks at the bytes, whatever the kind of file. */
const rotaBody = (file: Blob) => fileBody(new Blob([file], { type: 'text/csv' }));
/** `login` says whose calendar it is; `columns` what the columns of a table are. */
export const sendRota = (
  file: Blob,
  options: {
    dates: t.RotaDates;
    dry_run: boolean;
    keep_good: boolean;
    login?: string;
    columns?: string;
    week?: string;
  }
) => unwrap(client.POST('/api/team/rota', { params: { query: options }, ...rotaBody(file) }));
export const rotaColumns = (file: Blob, columns?: string) =>
  unwrap(
    client.POST('/api/team/rota/columns', {
      params: { query: columns === undefined ? {} : { columns } },
      ...rotaBody(file)
    })
  );
export const packs = () => unwrap(client.GET('/api/packs'));
export const packImport = (id: string) =>
  unwrap(client.GET('/api/packs/imports/{import_id}', { params: { path: { import_id: id } } }));
/** `before` is the id of the last entry that is known. */
export const auditLog = (query: t.AuditQuery, before?: string) =>
  unwrap(
    client.GET('/api/audit', {
      params: { query: before ? { ...query, before: asId(before) } : query }
    })
  );
export const publish = (pack: string, version: number | null, teamIds: string[]) =>
  unwrap(
    client.POST('/api/packs/{pack}/publications', {
      params: { path: { pack } },
      body: { version, teams: teamIds }
    })
  );
export const moments = (before?: number) =>
  unwrap(client.GET('/api/moments', { params: { query: before ? { before } : {} } }));
export const momentChoices = () => unwrap(client.GET('/api/moments/choices'));
export const waitingMoments = () => unwrap(client.GET('/api/moments/waiting'));
export const giveMoment = (body: t.NewMoment) => unwrap(client.POST('/api/moments', { body }));
export const settleMoment = (id: string, verb: 'confirm' | 'decline' | 'remove' | 'restore') =>
  unwrap(client.POST(`/api/moments/{moment}/${verb}`, atMoment(id)));
export const reportMoment = (id: string, reason: string) =>
  unwrap(client.POST('/api/moments/{moment}/report', { ...atMoment(id), body: { reason } }));
export const addPhoto = (id: string, photo: Blob) =>
  unwrap(client.PUT('/api/moments/{moment}/photo', { ...atMoment(id), ...fileBody(photo) }));
export const challenges = () => unwrap(client.GET('/api/challenges'));
export const challenge = (id: string) =>
  unwrap(client.GET('/api/challenges/{challenge}', atChallenge(id)));
export const notices = () => unwrap(client.GET('/api/notices'));
export const readiness = (teamId: string) =>
  unwrap(client.GET('/api/readiness', { params: { query: teamId ? { team: asId(teamId) } : {} } }));
export const openDisplay = () => unwrap(client.POST('/api/displays'));
export const wall = () => unwrap(client.GET('/api/displays/me'));
export const displays = (team: string) =>
  unwrap(client.GET('/api/displays', { params: { query: { team: asId(team) } } }));
export const pairDisplay = (code: string, teamId: string) =>
  unwrap(client.POST('/api/displays/pair', { body: { code, team: teamId } }));
export const closeDisplay = (id: string) =>
  unwrap(client.DELETE('/api/displays/{display}', { params: { path: { display: asId(id) } } }));
export const templates = () => unwrap(client.GET('/api/challenges/templates'));
export const previewChallenge = (body: t.NewChallenge) =>
  unwrap(client.POST('/api/challenges/preview', { body }));
export const launchChallenge = (body: t.NewChallenge) =>
  unwrap(client.POST('/api/challenges', { body }));
export const cheer = (id: string) =>
  unwrap(client.POST('/api/challenges/{challenge}/cheer', atChallenge(id)));
export const cancelChallenge = (id: string, reason: string) =>
  unwrap(
    client.POST('/api/challenges/{challenge}/cancel', { ...atChallenge(id), body: { reason } })
  );
export const lookAtVision = (vision: string) =>
  unwrap(client.POST('/api/challenges/vision', { body: { vision } }));
export const coLeaders = () => unwrap(client.GET('/api/challenges/leaders'));
export const editChallenge = (id: string, body: t.ChallengeEdit) =>
  unwrap(
    client.PATCH('/api/challenges/{challenge}', {
      ...atChallenge(id),
      body: { settle: false, ...body }
    })
  );
export const addFigures = (id: string, figures: t.NewFigure[]) =>
  unwrap(
    client.POST('/api/challenges/{challenge}/figures', { ...atChallenge(id), body: { figures } })
  );
export const figures = (id: string) =>
  unwrap(client.GET('/api/challenges/{challenge}/figures', atChallenge(id)));
const atFigure = (id: string, figure: string) => ({
  params: { path: { challenge: asId(id), figure: asId(figure) } }
});
export const correctFigure = (id: string, figure: string, body: t.FigureCorrection) =>
  unwrap(
    client.PATCH('/api/challenges/{challenge}/figures/{figure}', { ...atFigure(id, figure), body })
  );
export const deleteFigure = (id: string, figure: string) =>
  unwrap(client.DELETE('/api/challenges/{challenge}/figures/{figure}', atFigure(id, figure)));
export const tokens = (id: string) =>
  unwrap(client.GET('/api/challenges/{challenge}/tokens', atChallenge(id)));
/** How long a new token works, in days. */
const TOKEN_DAYS = 180;
export const makeToken = (id: string, name: string) =>
  unwrap(
    client.POST('/api/challenges/{challenge}/tokens', {
      ...atChallenge(id),
      body: { name, days: TOKEN_DAYS }
    })
  );
export const replaceToken = (id: string, token: string) =>
  unwrap(
    client.POST('/api/challenges/{challenge}/tokens/{number}/replace', {
      params: { path: { challenge: asId(id), number: asId(token) } },
      body: { days: TOKEN_DAYS }
    })
  );
export const revokeToken = (id: string, token: string) =>
  unwrap(
    client.DELETE('/api/challenges/{challenge}/tokens/{number}', {
      params: { path: { challenge: asId(id), number: asId(token) } }
    })
  );
