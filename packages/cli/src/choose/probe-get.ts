import { get, type IncomingMessage } from 'node:http';
import type { ProbeAnswer } from '@modelport/core';

const mostBytes = 64 * 1024;

/**
 * Asks for one path of a local server: a `GET` without key or body, of which at most 64 kB are read.
 * Rejects where nothing answers before the signal is aborted.
 */
export function probeGet(url: URL, signal: AbortSignal): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { signal, agent: false, headers: { accept: 'application/json, */*' } },
      (response) => {
        readBody(response).then((body) => {
          request.destroy();
          resolve({ status: response.statusCode ?? 0, headers: plainHeaders(response), body });
        }, reject);
      },
    );
    request.on('error', reject);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= mostBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, mostBytes);
}

function plainHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
