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
  const body = new NodeBody({ ...parts, release: () => undefined });
  response.resume();
  for (let count = 0; count < chunks; count++) response.push(Buffer.alloc(size));
  return { response, body };
}

it.each([
  ['256 KB', 5, 64 * 1024],
  ['thousands of tiny chunks', 3_000, 1],
])('pauses the socket above %s, and reads on below half of it', async (_what, chunks, size) => {
  const { response, body } = flood(chunks, size);
  await expect.poll(() => response.isPaused()).toBe(true);
  for (let count = 0; count < chunks * 0.75; count++) await body.next();
  expect(response.isPaused()).toBe(false);
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
    await new Promise((resolve) => setTimeout(resolve, 50));
    await body.return();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(server.accepted()).toBe(1);
});

it('a body that has come whole is whole, although the connection breaks before it is read', async () => {
  const server = await startHttp((_request, response) => response.end(large));
  const { body } = await createNodeTransport()({ url: server.url, method: 'GET', headers: {} });
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const socket of server.sockets) socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await body.text()).toHaveLength(large.length);
});
