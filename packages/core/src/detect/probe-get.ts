import type { ProbeAnswer } from '../contract.js';
import type { FetchLike, FetchResponse, PlatformAbortSignal } from '../platform-types.js';

const mostBytes = 64 * 1024;

/**
 * Asks for one URL in a way that harms no server, whichever it is: a `GET` without key, cookies or body, of whose answer
 * at most 64 kB are read, and which follows no redirect. Rejects where nothing answers.
 */
export async function probeGet(
  url: string,
  signal: PlatformAbortSignal,
  ask: FetchLike = fetch,
): Promise<ProbeAnswer> {
  const response = await ask(url, {
    method: 'GET',
    // The connection is of no further use, and an idle one would be held open.
    headers: { accept: 'application/json, */*', connection: 'close' },
    redirect: 'manual',
    signal,
  });
  const headers = Array.from(response.headers.entries(), ([name, value]) => [name.toLowerCase(), value]);
  return {
    status: response.status,
    headers: Object.fromEntries(headers),
    body: await readStart(response.body),
  };
}

/** The first 64 kB as text. Leaving the loop cancels the rest. */
async function readStart(body: FetchResponse['body']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = mostBytes;
  for await (const chunk of chunksOf(body)) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left <= 0) break;
  }
  return text + decoder.decode();
}

/** Not every platform's `ReadableStream` can be iterated. */
async function* chunksOf(body: FetchResponse['body']): AsyncGenerator<Uint8Array> {
  if (!body) return;
  if (!('getReader' in body)) return yield* body;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
