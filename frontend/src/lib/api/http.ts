/**
 * Sends requests to the server, JSON in both directions. Every failure is a `Problem` with a
 * status.
 */

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

export async function readJson(response: globalThis.Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

export const requestJson = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  body === undefined
    ? sendRequest(method, path)
    : sendRequest(method, path, new Blob([JSON.stringify(body)], { type: 'application/json' }));

/** Sends a body with the media type of the blob. */
export async function sendRequest<T>(
  method: string,
  path: string,
  body: Blob | null = null
): Promise<T> {
  let response: globalThis.Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body ? { 'content-type': body.type } : {},
      body,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS)
    });
    // The connection can also end after the headers and before the end of the body.
    answer = await readJson(response);
  } catch {
    network.onResult(false);
    throw new Problem(NO_NETWORK, '', '');
  }
  network.onResult(true);
  if (!response.ok) throw problemFrom(response.status, answer, response.headers.get('retry-after'));
  return answer as T;
}
