import type { ProviderDefinition } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { findServers, isLoading } from '../../src/choose/find-servers.js';
import { serve } from '../serve.js';

/** A definition that recognises servers which answer with its type. */
function definitionOf(type: string, urls: readonly string[] = ['http://127.0.0.1:1']): ProviderDefinition {
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
      urls,
      priority: 1,
      identify: async (get) => {
        const { body, headers } = await get('/who');
        return body === type ? { loading: headers['x-loading'] === 'yes' } : undefined;
      },
    },
  };
}

describe('looking for servers', () => {
  it('is where they usually are, or at the places that are named in place of that', async () => {
    const [one, two] = [
      await serve((_, response) => response.end('one')),
      await serve((_, response) => response.end('two')),
    ];
    const definitions = [definitionOf('one', [one]), definitionOf('two')];
    const found = async (urls?: readonly string[]) =>
      (await findServers(definitions, urls, { environment: {} })).servers.map(({ definition, baseUrl }) => [
        definition.type,
        baseUrl,
      ]);
    expect(await found()).toEqual([['one', one]]);
    expect(await found([two])).toEqual([['two', two]]);
    expect(await found([])).toEqual([]);
  });

  it('keeps user name and password of the address that was given', async () => {
    const url = await serve(({ headers }, response) => response.end(headers.authorization ?? 'one'));
    const given = url.replace('//', '//me:pw@');
    const wish = { environment: {}, baseUrl: given };
    const [server] = (await findServers([definitionOf('one')], [given], wish)).servers;
    expect(server?.baseUrl).toBe(given);
  });

  it('again tells whether one has loaded', async () => {
    let looks = 0;
    const url = await serve((_, response) =>
      response.writeHead(200, { 'x-loading': looks++ < 2 ? 'yes' : 'no' }).end('one'),
    );
    const [server] = (await findServers([definitionOf('one', [url])], undefined, { environment: {} }))
      .servers;
    expect(server?.loading).toBe(true);
    expect(server && (await isLoading(server))).toBe(true);
    expect(server && (await isLoading(server))).toBe(false);
    const gone = server && { ...server, baseUrl: 'http://127.0.0.1:1' };
    expect(gone && (await isLoading(gone))).toBeUndefined();
  });
});
