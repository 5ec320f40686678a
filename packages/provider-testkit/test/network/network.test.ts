import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startRawServer } from '../../src/network/raw-server.js';
import { reserveRefusedPort } from '../../src/network/refused-port.js';
import { RequestReader } from '../../src/network/request-reader.js';
import { send } from '../bare-client.js';

describe('reserveRefusedPort', () => {
  it('gives an address that refuses every connection', async () => {
    await using port = await reserveRefusedPort();
    for (let attempt = 0; attempt < 3; attempt++) {
      expect((await send(port.baseUrl)).error?.code).toBe('ECONNREFUSED');
    }
  });
});

describe('RequestReader', () => {
  const plain =
    'POST /a?b=1 HTTP/1.1\r\nHost: x\r\nX-Two: 1\r\nX-Two: 2\r\nContent-Length: 9\r\n\r\n{"é":1}\n';
  const chunked = 'POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":2}\r\n0\r\n\r\n';

  it('reads requests however they arrive', () => {
    const bytes = Buffer.from(plain + chunked);
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new RequestReader();
      const requests = [];
      for (let at = 0; at < bytes.length; at += size)
        requests.push(...reader.push(bytes.subarray(at, at + size)));
      expect(requests).toMatchObject([
        { method: 'POST', path: '/a?b=1', headers: { 'x-two': '1, 2' }, body: { é: 1 } },
        { method: 'POST', path: '/c', body: { a: 2 } },
      ]);
    }
  });
});

describe('startRawServer', () => {
  it('says who closed a connection, and when', async () => {
    await using server = await startRawServer(async (request, connection) => {
      if (request.path === '/close') connection.end();
    });
    await send(`${server.baseUrl}/close`);
    await send(`${server.baseUrl}/wait`, { hangUpAfter: { ms: 1_000 } });
    const [closed, hungUp] = server.connections;
    expect(await closed?.closed).toMatchObject({ by: 'server' });
    expect(await hungUp?.closed).toMatchObject({ by: 'client' });
    expect((await hungUp?.closed)?.at).toBeGreaterThan(hungUp?.openedAt ?? Infinity);
    expect(server.openSockets).toBe(0);
  });

  it('waits for a request that has not come yet', async () => {
    await using server = await startRawServer(async () => {});
    const second = server.waitForRequest(2);
    const client = connect(server.port, '127.0.0.1');
    client.write('GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n');
    expect((await second).requests.map(({ path }) => path)).toEqual(['/1', '/2']);
    expect(server.openSockets).toBe(1);
    client.destroy();
    await (await second).closed;
  });

  it('cuts what is open when it is closed', async () => {
    const server = await startRawServer(async () => {});
    const answer = send(server.baseUrl);
    await server.waitForRequest(1);
    await server.close();
    expect((await answer).error?.code).toBe('ECONNRESET');
  });
});
