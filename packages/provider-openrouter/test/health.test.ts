import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { setUp, testProvider } from './support/provider.js';

describe('health', () => {
  it('asks for the key, and for nothing else', async () => {
    await using setup = await setUp();
    const health = await setup.provider.health();
    expect(health).toMatchObject({ configured: true, reachable: true, hasModel: undefined });
    expect(health.error).toBeUndefined();
    expect(setup.fake.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v1/key']);
  });

  it('tells of a key that is refused', async () => {
    await using setup = await setUp({}, { apiKey: 'sk-or-wrong' });
    const { configured, reachable, error } = await setup.provider.health();
    expect({ configured, reachable, code: error?.code }).toEqual({
      configured: false,
      reachable: true,
      code: 'AUTH_FAILED',
    });
  });

  it('tells of a limit that is spent', async () => {
    await using setup = await setUp({ keyInfo: { limit_remaining: 0 } });
    const { reachable, error } = await setup.provider.health();
    expect({ reachable, code: error?.code }).toEqual({ reachable: true, code: 'INSUFFICIENT_FUNDS' });
    await using unlimited = await setUp({ keyInfo: { limit: null, limit_remaining: null } });
    expect((await unlimited.provider.health()).error).toBeUndefined();
  });

  it('tells another server from OpenRouter', async () => {
    await using other = await startFakeOpenAIServer({ apiKey: 'sk-or-v1-fake' });
    const { reachable, error } = await testProvider({ baseUrl: other.baseUrl }).health();
    expect(reachable).toBe(false);
    expect(error).toBeDefined();
  });

  it('tells that nothing is there', async () => {
    const { reachable, error } = await testProvider({ baseUrl: 'http://127.0.0.1:1/api/v1' }).health();
    expect({ reachable, code: error?.code }).toEqual({ reachable: false, code: 'BACKEND_UNREACHABLE' });
  });
});
