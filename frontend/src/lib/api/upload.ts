/** Uploads a pack. It uses XMLHttpRequest because `fetch` cannot report upload progress. */
import { locale } from '#lib/i18n/locale.ts';
import { NO_NETWORK, Problem, problemFrom } from './http.ts';
import type { components } from './schema';

type Schema = components['schemas'];

export const PACK_LIMIT_BYTES = 20 * 1024 * 1024;

/** Resolves to the id of the import. `onProgress` gets the sent share of the bytes, from 0 to 1. */
export function uploadPack(file: File, onProgress: (part: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append('pack', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', '/api/packs');
    request.setRequestHeader('accept-language', locale);
    request.responseType = 'json';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new Problem(NO_NETWORK, '', ''));
    request.onload = () => {
      const answer = request.response as Partial<Schema['PackUploadReceipt']> | null;
      if (request.status === 202 && answer?.import_id) resolve(answer.import_id);
      else reject(problemFrom(request.status, answer, request.getResponseHeader('retry-after')));
    };
    request.send(form);
  });
}
