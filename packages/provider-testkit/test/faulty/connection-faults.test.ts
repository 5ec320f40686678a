import http from 'node:http';
import { describe, expect, it } from 'vitest';
import * as faults from '../../src/faulty/faults.js';
import { startFaultyServer } from '../../src/faulty/start-faulty-server.js';
import { send } from '../bare-client.js';

const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };

describe('faults before the headers', () => {
  it.each(['closeBeforeHeaders', 'resetBeforeHeaders', 'halfStatusLine'] as const)('%s', async (name) => {
    await using server = await startFaultyServer(name);
    const { status, error } = await send(server.baseUrl, { body: chat });
    expect({ status, code: error?.code }).toEqual({ status: 0, code: 'ECONNRESET' });
    expect(server.requests).toMatchObject([{ body: chat }]);
    expect(await server.connections[0]?.closed).toMatchObject({ by: 'server' });
  });

  it('resets with RST, and closes with FIN', async () => {
    await using reset = await startFaultyServer('resetBeforeHeaders');
    await using closed = await startFaultyServer('closeBeforeHeaders');
    expect((await send(reset.baseUrl)).error?.syscall).toBe('read');
    expect((await send(closed.baseUrl)).error?.message).toBe('socket hang up');
  });

  it('speaks another protocol', async () => {
    await using server = await startFaultyServer('notHttp');
    expect((await send(server.baseUrl)).error?.code).toMatch(/^HPE_/);
  });

  it('sends more headers than a client takes', async () => {
    await using server = await startFaultyServer('hugeHeaders');
    expect((await send(server.baseUrl)).error?.code).toBe('HPE_HEADER_OVERFLOW');
  });

  it('stays silent until the client hangs up', async () => {
    await using server = await startFaultyServer('silenceBeforeHeaders');
    const { status } = await send(server.baseUrl, { hangUpAfter: { ms: 1_000 } });
    expect(status).toBe(0);
    expect(await server.connections[0]?.closed).toMatchObject({ by: 'client' });
  });

  it('sends headers and then nothing', async () => {
    await using server = await startFaultyServer('headersThenSilence');
    const { status, reads } = await send(server.baseUrl, { hangUpAfter: { ms: 1_000 } });
    expect({ status, reads }).toEqual({ status: 200, reads: [] });
  });

  it('is slow with the headers, and well afterwards', async () => {
    await using server = await startFaultyServer(faults.delayBeforeHeaders({ ms: 60 }));
    const answer = await send(`${server.baseUrl}/v1/chat/completions`, { body: chat });
    expect(answer.headersAfter).toBeGreaterThan(50);
    expect(JSON.parse(answer.text).choices[0].message.content).toBe('Hello there!');
  });

  it('resets a kept-alive connection at its second request, each time anew', async () => {
    await using server = await startFaultyServer('staleKeepAlive');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const statuses = [];
    for (let request = 0; request < 4; request++)
      statuses.push((await send(server.baseUrl, { agent })).status);
    agent.destroy();
    expect(statuses).toEqual([200, 0, 200, 0]);
    expect(server.connections.map(({ requests }) => requests.length)).toEqual([2, 2]);
  });
});
