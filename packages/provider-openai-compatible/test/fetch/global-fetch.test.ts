import { Agent } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPlatformFetch } from '../../src/fetch/global-fetch.js';
import { isFromBuiltInFetch, startServer } from '../support/start-server.js';

describe('createFetch() where there is no node:http', () => {
  it("is the platform's own fetch", async () => {
    const server = await startServer((response) => response.end('done'));
    const answer = await createPlatformFetch({})(server.origin, { method: 'POST', body: 'x' });
    expect(answer).toBeInstanceOf(Response);
    expect(await answer.text()).toBe('done');
    expect(server.requests.map(isFromBuiltInFetch)).toEqual([true]);
  });

  it('does not ask itself where it has taken the place of that', async () => {
    const server = await startServer((response) => response.end('done'));
    const builtIn = globalThis.fetch;
    onTestFinished(() => {
      globalThis.fetch = builtIn;
    });
    globalThis.fetch = createPlatformFetch({});
    expect(await (await fetch(server.origin)).text()).toBe('done');
  });

  it('refuses an agent', () => {
    expect(() => createPlatformFetch({ agent: new Agent() })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', setting: 'agent' }),
    );
  });
});
