/**
 * Sends requests to the server, JSON in both directions. Every failure is a `Problem` with a
 * status.
 */
import createClient from 'openapi-fetch';
import { locale } from '#lib/i18n/locale.ts';
import type { paths } from './schema';

export const NO_NETWORK = 0;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * `onResult` is called after every request: true if the server answered, false if nothing came
 * back.
 */
export const network: { onResult: (up: boolean) => void } = { onResult: () => undefined };

/** One of several faults: `where` is a field or a line of a file, `what` says what to do. */
export interface ProblemItem {
  where: string;
  what: string;
}

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

interface ProblemBody {
  title?: unknown;
  detail?: unknown;
  problems?: { where?: unknown; what?: unknown }[];
}

/** Reads an RFC 9457 body. Any other body gives an empty detail. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null): Problem {
  const parts = (body && typeof body === 'object' ? body : {}) as ProblemBody;
  const title = typeof parts.title === 'string' ? parts.title : '';
  const detail = typeof parts.detail === 'string' ? parts.detail : '';
  const faults = Array.isArray(parts.problems)
    ? parts.problems.map((one) => ({
        where: String(one.where ?? ''),
        what: String(one.what ?? '')
      }))
    : [];
  const wait = Number(retryAfter);
  return new Problem(status, title, detail, retryAfter && wait > 0 ? wait : null, faults);
}

type Result<T> =
  | { data: T; error?: undefined; response: globalThis.Response }
  | { data?: undefined; error: unknown; response: globalThis.Response };

/** The client of the OpenAPI document: paths, parameters, bodies and answers are typed by it. */
export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin,
  credentials: 'same-origin',
  cache: 'no-store',
  fetch: (request) => fetch(request, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
});

client.use({
  onRequest({ request }) {
    request.headers.set('accept-language', locale);
    return request;
  }
});

/** Wait for a call of `client`. Gives what the server answered, or throws a `Problem`. */
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
  return data as T;
}

/** Options that send a file as the body, with its own type. */
export const fileBody = (file: Blob) => ({
  body: file as never,
  bodySerializer: () => file,
  headers: { 'content-type': file.type }
});
