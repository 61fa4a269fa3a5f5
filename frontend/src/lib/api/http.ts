/** One way to the server: JSON in, JSON out, and every failure is a `Problem` with a status. */

export const NO_NETWORK = 0;
const REQUEST_TIMEOUT_MS = 15_000;

/** Told after every call whether anything came back; the app's state listens here. */
export const network: { heard: (up: boolean) => void } = { heard: () => undefined };

/** One of several things that are not right: where (a field, or a line of a file), and what to do. */
export interface ProblemItem {
  where: string;
  what: string;
}

/** The message is a sentence with all that is wrong; for a list, there are `detail` and `faults`. */
export class Problem extends Error {
  /** HTTP status, or `NO_NETWORK` when nothing came back. */
  readonly status: number;
  readonly title: string;
  /** Seconds the server asked us to wait, if it did. */
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

/** RFC 9457 bodies become sentences; anything else becomes an empty detail. */
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

/** The body travels with its own type. */
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
    // The connection can also end between the head and the body.
    answer = await readJson(response);
  } catch {
    network.heard(false);
    throw new Problem(NO_NETWORK, '', '');
  }
  network.heard(true);
  if (!response.ok) throw problemFrom(response.status, answer, response.headers.get('retry-after'));
  return answer as T;
}
