import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DetectionProbe, ProviderDefinition } from '@modelport/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isLoading, probeLocalServers } from '../../src/choose/probe-local-servers.js';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A definition that recognises servers which answer a path with its type. */
function definitionOf(type: string, probe: Partial<DetectionProbe> = {}): ProviderDefinition {
  return {
    specVersion: 1,
    type,
    displayName: type,
    packageName: type,
    packageVersion: '1.0.0',
    location: 'local',
    capabilities: {},
    settings: [],
    create: () => expect.unreachable(),
    probe: {
      urls: [],
      priority: 1,
      identify: async (get) => {
        const { body, headers } = await get('/who');
        if (!body.includes(type)) return undefined;
        return { loading: headers['x-loading'] === 'yes', needsKey: headers['x-key'] === 'yes' };
      },
      ...probe,
    },
  };
}

const shownOf = (servers: Awaited<ReturnType<typeof probeLocalServers>>) =>
  servers.map(({ definition, baseUrl }) => `${definition.type} ${baseUrl}`);

describe('looking for servers', () => {
  it('asks those of all definitions, the better definition first, and lists each server once', async () => {
    const special = await serve((_, response) => response.end('special generic'));
    const other = await serve((_, response) => response.end('generic'));
    const definitions = [
      definitionOf('generic', { priority: 9, urls: [`${other}/v1`, `${special}/v1`] }),
      definitionOf('special', { urls: [special, other] }),
    ];
    expect(shownOf(await probeLocalServers(definitions))).toEqual([
      `special ${special}`,
      `generic ${other}/v1`,
    ]);
  });

  it('puts one that is ready before one that loads and one that wants a key', async () => {
    const say = (headers: Record<string, string>) =>
      serve((_, response) => response.writeHead(200, headers).end('kind'));
    const [locked, loading, ready] = [
      await say({ 'x-key': 'yes' }),
      await say({ 'x-loading': 'yes' }),
      await say({}),
    ];
    const servers = await probeLocalServers([definitionOf('kind', { urls: [locked, loading, ready] })]);
    expect(servers.map(({ baseUrl }) => baseUrl)).toEqual([ready, loading, locked]);
  });

  it('finds nothing where nothing answers, something else does, or the answer never comes', async () => {
    const wrong = await serve((_, response) => response.end('<html>'));
    const silent = await serve(() => {});
    const started = performance.now();
    const urls = [wrong, silent, 'http://127.0.0.1:1', 'not a url'];
    expect(await probeLocalServers([definitionOf('kind', { urls })])).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('reads no more than 64 kB of an endless answer', async () => {
    const endless = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('kind'.repeat(1000)));
      };
      response.on('drain', more);
      more();
    });
    let length = 0;
    const probe = definitionOf('kind', {
      urls: [endless],
      identify: async (get) => {
        length = (await get('/')).body.length;
        return {};
      },
    });
    expect(await probeLocalServers([probe])).toHaveLength(1);
    expect(length).toBe(64 * 1024);
  });

  it('asks other addresses where they are given, with the path that the kind of server has', async () => {
    const url = await serve((_, response) => response.end('kind'));
    const definition = definitionOf('kind', { urls: ['http://127.0.0.1:1/v1'] });
    expect(shownOf(await probeLocalServers([definition], [`${url}/`]))).toEqual([`kind ${url}/v1`]);
    expect(shownOf(await probeLocalServers([definition], [`${url}/own/`]))).toEqual([`kind ${url}/own`]);
    expect(await probeLocalServers([definition], [])).toEqual([]);
  });

  it('looks again whether a server has loaded', async () => {
    let looks = 0;
    const url = await serve((_, response) =>
      response.writeHead(200, { 'x-loading': looks++ < 2 ? 'yes' : 'no' }).end('kind'),
    );
    const [server] = await probeLocalServers([definitionOf('kind', { urls: [url] })]);
    expect(server?.match.loading).toBe(true);
    expect(server && (await isLoading(server))).toBe(true);
    expect(server && (await isLoading(server))).toBe(false);
  });
});
