/** Fetches a file, so that a refusal is shown as a sentence and not as a page of its own. */
import { locale } from '#lib/i18n/locale.ts';
import { network, NO_NETWORK, Problem, problemFrom } from './http.ts';

/** Making a file takes the server longer than other answers. */
const FILE_TIMEOUT_MS = 30_000;

/**
 * Gives the bytes of a file.
 *
 * Throws a `Problem` if the server refused the request or could not be reached.
 */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await request(path);
  network.onResult(true);
  if (response.ok) return readBody(response.blob());
  const body: unknown = await response.json().catch(() => null);
  throw problemFrom(response.status, body, response.headers.get('retry-after'));
}

/** Lets the browser save or open a file under a name. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The browser reads the address after this call.
  setTimeout(() => URL.revokeObjectURL(address), FILE_TIMEOUT_MS);
}

const request = (path: string): Promise<Response> =>
  readBody(
    fetch(path, {
      cache: 'no-store',
      headers: { 'accept-language': locale },
      signal: AbortSignal.timeout(FILE_TIMEOUT_MS)
    })
  );

/** The network can end before the headers or in the middle of the body. */
async function readBody<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch {
    network.onResult(false);
    throw new Problem(NO_NETWORK, '', '');
  }
}
