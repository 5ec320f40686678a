/** One exchange with a server, and the files that it is recorded in. */

import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const TIMEOUT = 30_000;

/**
 * Sends one request on a connection of its own and collects the answer.
 *
 * @param {number} port of the server on 127.0.0.1
 * @param {{ method?: string, path: string, headers?: object, body?: unknown, raw?: string }} request
 * @param {(received: Buffer) => boolean} [until] hangs up as soon as it says so of the body so far
 */
export function send(port, { method = 'POST', path, headers = {}, body, raw }, until) {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const length = payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) };
  const type = payload === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, method, path, agent: false, headers: { ...type, ...headers, ...length } },
      (response) => {
        const parts = [];
        const finish = () => resolve(describeAnswer(response, Buffer.concat(parts)));
        response.on('data', (part) => {
          parts.push(part);
          if (!until?.(Buffer.concat(parts))) return;
          response.removeAllListeners('end');
          request.destroy();
          finish();
        });
        response.on('end', finish);
        response.on('error', () => {}); // of hanging up
      },
    );
    request.on('error', reject);
    request.setTimeout(TIMEOUT, () => request.destroy(new Error(`${method} ${path}: no answer`)));
    request.end(payload);
  });
}

function describeAnswer(response, body) {
  const { httpVersion, statusCode, statusMessage, rawHeaders } = response;
  let head = `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n`;
  for (let at = 0; at < rawHeaders.length; at += 2) head += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
  return { status: statusCode, head: `${head}\r\n`, type: response.headers['content-type'] ?? '', body };
}

/** Writes a request and its answer into the folder `out`. */
export function save(out, name, request, answer) {
  const { method = 'POST', path, headers, body, raw, note } = request;
  const recorded = { method, path, headers, ...(raw === undefined ? { body } : { raw }), note };
  writeFileSync(join(out, `${name}.request.json`), `${JSON.stringify(recorded, null, 2)}\n`);
  writeFileSync(join(out, `${name}.response.http`), answer.head);
  const kind = bodyKind(answer.type);
  if (answer.body.length > 0 || kind !== 'txt') {
    writeFileSync(join(out, `${name}.response.${kind}`), answer.body);
  }
  console.log(`${name}: ${answer.status} ${kind} ${answer.body.length} bytes`);
}

function bodyKind(type) {
  if (type.includes('event-stream')) return 'sse';
  return type.includes('json') ? 'json' : 'txt';
}
