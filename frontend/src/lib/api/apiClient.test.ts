import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locale } from '#lib/i18n/locale.ts';
import { createApiClient, fileBody, network, Problem, unwrap } from './http.ts';

interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let client: ReturnType<typeof createApiClient>;
let received: Received[];
let results: boolean[];
let respond: (response: ServerResponse) => void;

beforeEach(async () => {
  received = [];
  results = [];
  network.onResult = (isUp) => results.push(isUp);
  server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = createApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  network.onResult = () => undefined;
  server.closeAllConnections();
  server.close();
});

const answerWith =
  (status: number, body = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
  };

async function findProblem(call: Promise<unknown>): Promise<Problem> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason
  );
  if (error instanceof Problem) return error;
  throw new Error(`no problem but ${String(error)}`);
}

function readRequest(): Received {
  const [request] = received;
  if (!request) throw new Error('no request came');
  return request;
}

const readMe = () => unwrap(client.GET('/api/me'));

describe('requests', () => {
  it('carry JSON and the language of the app, with parameters escaped', async () => {
    respond = answerWith(200, '{}', { 'content-type': 'application/json' });
    await unwrap(
      client.POST('/api/team/members/{login}/pin', {
        params: { path: { login: 'a/b c' } },
        body: { pin: '8402' }
      })
    );
    const request = readRequest();
    expect([request.method, request.url]).toEqual(['POST', '/api/team/members/a%2Fb%20c/pin']);
    expect(request.body).toBe('{"pin":"8402"}');
    expect(request.headers['content-type']).toBe('application/json');
    expect(request.headers['accept-language']).toBe(locale);
  });

  it('have no content type without a body', async () => {
    respond = answerWith(204);
    await unwrap(client.DELETE('/api/session'));
    expect(readRequest().headers['content-type']).toBeUndefined();
  });

  it('carry a file as it is, with its media type', async () => {
    respond = answerWith(200, '{}');
    const file = new Blob(['login,date\n'], { type: 'text/csv' });
    const query = { dates: 'dmy', dry_run: true } as const;
    await unwrap(client.POST('/api/team/rota', { params: { query }, ...fileBody(file) }));
    expect(readRequest().url).toBe('/api/team/rota?dates=dmy&dry_run=true');
    expect(readRequest().headers['content-type']).toBe('text/csv');
    expect(readRequest().body).toBe('login,date\n');
  });
});

describe('answers', () => {
  it('are decoded', async () => {
    respond = answerWith(200, '{"login":"anna-lee"}', { 'content-type': 'application/json' });
    expect(await readMe()).toEqual({ login: 'anna-lee' });
    expect(results).toEqual([true]);
  });

  it.each([
    ['no content', 204, ''],
    ['an empty body', 200, ''],
    ['a body that is not JSON', 200, '<html>Sign in to the Wi-Fi</html>']
  ])('with %s are null', async (_name, status, body) => {
    const headers: Record<string, string> = body ? { 'content-length': String(body.length) } : {};
    respond = answerWith(status, body, headers);
    expect(await readMe()).toBeNull();
    expect(results).toEqual([true]);
  });
});

describe('problems', () => {
  it('hold what the server says in the language of the person, and how long to wait', async () => {
    const document = {
      title: 'Too Many Requests',
      detail: 'Warten Sie bitte.',
      problems: [{ where: 'pin', what: 'Falsche PIN.', code: 'pin.wrong', values: {} }]
    };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' };
    respond = answerWith(429, JSON.stringify(document), headers);
    const problem = await findProblem(readMe());
    expect([problem.status, problem.wait]).toEqual([429, 7]);
    expect(problem.detail).toBe('Warten Sie bitte.');
    expect(problem.faults).toEqual([{ where: 'pin', what: 'Falsche PIN.' }]);
    expect(results).toEqual([true]);
  });

  it.each([
    ['HTML of a proxy', '<html>Bad gateway</html>'],
    ['nothing', '']
  ])('keep their status where the body is %s', async (_name, body) => {
    respond = answerWith(502, body);
    const problem = await findProblem(readMe());
    expect([problem.status, problem.message, problem.offline]).toEqual([502, '', false]);
  });

  it('say that nothing answered', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect((await findProblem(readMe())).offline).toBe(true);
    expect(results).toEqual([false]);
  });

  it('say that the connection ended within the body', async () => {
    respond = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"login":', () => response.destroy());
    };
    expect((await findProblem(readMe())).offline).toBe(true);
    expect(results).toEqual([false]);
  });

  it('say that the answer took too long, also when it stops within the body', async () => {
    client = createApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 50);
    respond = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"login":');
    };
    expect((await findProblem(readMe())).offline).toBe(true);
    expect(results).toEqual([false]);
  });
});
