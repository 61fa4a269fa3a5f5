/** Sending a pack: the one call that shows its progress, which `fetch` cannot do. */
import { NO_NETWORK, Problem, problemFrom } from './http.ts';

export const PACK_LIMIT_BYTES = 20 * 1024 * 1024;

/** Resolves to the import's id. `onProgress` is called with 0..1 as bytes leave the phone. */
export function uploadPack(file: File, onProgress: (part: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append('pack', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', '/api/packs');
    request.responseType = 'json';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new Problem(NO_NETWORK, '', ''));
    request.onload = () => {
      const answer = request.response as { import_id?: string } | null;
      if (request.status === 202 && answer?.import_id) resolve(answer.import_id);
      else reject(problemFrom(request.status, answer, request.getResponseHeader('retry-after')));
    };
    request.send(form);
  });
}
