/**
 * Sends requests to the server, JSON in both directions. Every failure is a `Problem` with a
 * status.
 */
import createClient from 'openapi-fetch';
import { locale } from '#lib/i18n/locale.ts';
import type { components, paths } from './schema';

type Schema = components['schemas'];

export const NO_NETWORK = 0;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * `onResult` is called after every request: true if the server answered, false if nothing came
 * back.
 */
export const network: { onResult: (up: boolean) => void } = { onResult: () => undefined };

/** One of several faults: `where` is a field or a line of a file, `what` says what to do. */
export type ProblemItem = Pick<Schema['InputProblemView'], 'where' | 'what'>;

/**
 * A failed request. The message holds all faults as sentences; `detail` and `faults` hold them
 * apart.
 */
export class Problem extends Error {
  /** HTTP status, or `NO_NETWORK` when no answer arrived. */
  readonly status: number;
  readonly title: string;
  /** Seconds to wait, if the server named them. */
  readonly wait: number | null;
  readonly detail: string;
  readonly faults: ProblemItem[];

  constructor(
    status: number,
    title: string,
    detail: string,
    wait: number | null = null,
    faults: ProblemItem[] = []
  ) {
    const lines = new Set([detail, ...faults.map((fault) => fault.what)].filter((line) => line));
    super([...lines].join(' ') || title);
    this.status = status;
    this.title = title;
    this.wait = wait;
    this.detail = detail;
    this.faults = faults;
  }

  get offline(): boolean {
    return this.status === NO_NETWORK;
  }
}

/** What a problem document should hold. A proxy may answer something else. */
type ProblemBody = { [Field in keyof Schema['ProblemDocument']]?: unknown };

/** Reads an RFC 9457 body. Any other body gives an empty detail. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null): Problem {
  const parts = (body && typeof body === 'object' ? body : {}) as ProblemBody;
  const title = typeof parts.title === 'string' ? parts.title : '';
  const detail = typeof parts.detail === 'string' ? parts.detail : '';
  const faults = Array.isArray(parts.problems)
    ? (parts.problems as Partial<ProblemItem>[]).map((one) => ({
        where: String(one.where ?? ''),
        what: String(one.what ?? '')
      }))
    : [];
  const wait = Number(retryAfter);
  return new Problem(status, title, detail, retryAfter && wait > 0 ? wait : null, faults);
}

/** The body of a response, or null if it is empty or not JSON. Such bodies come from proxies. */
async function readJsonText(response: globalThis.Response): Promise<string | null> {
  const text = await response.text();
  try {
    JSON.parse(text);
    return text;
  } catch {
    return null;
  }
}

/**
 * Fetches within the time limit, which is also that of the body: the connection can end after the
 * headers. A body that is not JSON is left out.
 */
async function fetchJson(request: Request, timeoutMs: number): Promise<globalThis.Response> {
  const response = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) });
  const body = await readJsonText(response);
  const headers = new Headers(response.headers);
  headers.delete('content-length'); // The body may be shorter now.
  return new globalThis.Response(body, { status: response.status, headers });
}

type Result<T> =
  | { data: T; error?: undefined; response: globalThis.Response }
  | { data?: undefined; error: unknown; response: globalThis.Response };

/** Makes a client of the OpenAPI document. It types paths, parameters, bodies and answers. */
export function createApiClient(baseUrl: string, timeoutMs: number = REQUEST_TIMEOUT_MS) {
  const made = createClient<paths>({
    baseUrl,
    credentials: 'same-origin',
    cache: 'no-store',
    fetch: (request) => fetchJson(request, timeoutMs)
  });
  made.use({
    onRequest({ request }) {
      request.headers.set('accept-language', locale);
      return request;
    }
  });
  return made;
}

export const client = createApiClient(globalThis.location?.origin ?? '');

/**
 * Waits for a call of `client`. Gives what the server answered, or null for an empty body.
 *
 * Throws a `Problem` if the server refused the request or could not be reached.
 */
export async function unwrap<T>(call: Promise<Result<T>>): Promise<T> {
  let result: Result<T>;
  try {
    result = await call;
  } catch {
    network.onResult(false);
    throw new Problem(NO_NETWORK, '', '');
  }
  network.onResult(true);
  const { data, error, response } = result;
  if (!response.ok) {
    throw problemFrom(response.status, error, response.headers.get('retry-after'));
  }
  return (data ?? null) as T;
}

/** Options of a call that sends a file as its body, with the media type of the file. */
export const fileBody = (file: Blob) => ({
  body: file as never,
  bodySerializer: () => file,
  headers: { 'content-type': file.type }
});
