import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { NodeBody } from '../../src/transport/node-body.js';
import type { NodeRequest, NodeResponse } from '../../src/transport/node-modules.js';
import { createNodeTransport } from '../../src/transport/node-transport.js';
import { startHttp } from '../support/servers.js';

/** A response that has all of its bytes at once, as when the kernel's buffers hold them. */
function flood(chunks: number, size: number): { response: Readable; body: NodeBody } {
  const response = new Readable({ read() {}, highWaterMark: 0 });
  const request = { destroy: () => undefined } as unknown as NodeRequest;
  const parts = { response: response as unknown as NodeResponse, decoder: undefined, request, host: 'h' };
  const body = new NodeBody({ ...parts, exchange: { release: () => undefined } });
  response.resume();
  for (let count = 0; count < chunks; count++) response.push(Buffer.alloc(size));
  return { response, body };
}

it.each([
  ['256 KB', 5, 64 * 1024],
  ['thousands of tiny chunks', 3_000, 1],
])('pauses the socket above %s, and reads on once they are read', async (_what, chunks, size) => {
  const { response, body } = flood(chunks, size);
  await expect.poll(() => response.isPaused()).toBe(true);
  let read = 0;
  while (read < chunks * size) read += (await body.next()).value?.byteLength ?? 0;
  expect(response.isPaused()).toBe(false);
  expect(read).toBe(chunks * size);
});

it('gives a reader who waits all that comes at once in one read, and then the end', async () => {
  const { response, body } = flood(0, 0);
  const read = body.next();
  for (const letter of 'abc') response.push(letter);
  response.push(null);
  expect(Buffer.from((await read).value ?? []).toString()).toBe('abc');
  expect(await body.next()).toEqual({ value: undefined, done: true });
});

it('tells a reader who waits of an abort, whatever came just before it', async () => {
  const { response, body } = flood(0, 0);
  const read = body.next();
  response.push('a');
  body.abort(new Error('left'));
  await expect(read).rejects.toThrow('left');
});

it('gives a text that has come whole at once, and refuses one that is too long', async () => {
  const whole = () => {
    const { response, body } = flood(0, 0);
    for (const piece of ['\uFEFFgr', 'ü', 'n']) response.push(piece);
    response.push(null);
    return new Promise<NodeBody>((resolve) => response.on('end', () => resolve(body)));
  };
  expect(await (await whole()).text()).toBe('grün');
  await expect((await whole()).text(4)).rejects.toThrow('longer than 4 bytes');
  const body = await whole();
  body.abort(new Error('left'));
  await expect(body.text()).rejects.toThrow('left');
});

it('does not pause for less', async () => {
  const { response } = flood(3, 64 * 1024);
  await new Promise((resolve) => setImmediate(resolve));
  expect(response.isPaused()).toBe(false);
});

// More than the queue takes, so that the socket is paused, and so little more that Node has all of it in hand.
const large = 'x'.repeat(300 * 1024);

it('a body that has come whole but lies unread keeps its socket for the next request when it is given up', async () => {
  const server = await startHttp((_request, response) => response.end(large));
  const transport = createNodeTransport();
  for (let count = 0; count < 3; count++) {
    const { body } = await transport({ url: server.url, method: 'GET', headers: {} });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await body.return();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(server.accepted()).toBe(1);
});

it('a body that has come whole is whole, although the connection breaks before it is read', async () => {
  const server = await startHttp((_request, response) => response.end(large));
  const { body } = await createNodeTransport()({ url: server.url, method: 'GET', headers: {} });
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const socket of server.sockets) socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await body.text()).toHaveLength(large.length);
});
