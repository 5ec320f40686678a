import { describe, expect, it } from 'vitest';
import type { ProviderDriver } from '../../src/contract.js';
import { type ErrorCode, ProviderError } from '../../src/errors.js';
import { providerOf } from '../support/scripted.js';

const healthOf = (driver: Partial<ProviderDriver>, model?: string) =>
  providerOf(driver, {}, { name: 'mine', baseUrl: 'http://user:pass@127.0.0.1:8080/v1', model }).health();

const failing = (code: ErrorCode, status?: number) =>
  healthOf({
    checkHealth: async () => {
      throw new ProviderError({ code, status, message: 'no' });
    },
  });

describe('health', () => {
  it('tells who was asked and how long it took, and never a password', async () => {
    const health = await healthOf({
      checkHealth: async () => ({ reachable: true, hasModel: true, modelId: 'm1', version: '1.2' }),
    });
    expect(health).toEqual({
      name: 'mine',
      type: 'scripted',
      configured: true,
      reachable: true,
      hasModel: true,
      modelId: 'm1',
      baseUrl: 'http://127.0.0.1:8080/v1',
      latencyMs: expect.any(Number),
      version: '1.2',
    });
  });

  it('asks for the models where the driver has no check of its own', async () => {
    const listModels = async () => [{ id: 'a' }, { id: 'b' }];
    expect(await healthOf({ listModels })).toMatchObject({ reachable: true, hasModel: true, modelId: 'a' });
    expect(await healthOf({ listModels }, 'b')).toMatchObject({ hasModel: true, modelId: 'b' });
    expect(await healthOf({ listModels: async () => [] })).toMatchObject({
      reachable: true,
      hasModel: false,
    });
  });

  it('is judged by configuration alone where the driver can ask nothing', async () => {
    const health = await healthOf({});
    expect(health).toMatchObject({ configured: true, reachable: undefined, hasModel: undefined });
    expect(health.error).toBeUndefined();
  });

  it('never rejects: each failure answers three questions', async () => {
    expect(await failing('BACKEND_UNREACHABLE')).toMatchObject({
      configured: true,
      reachable: false,
      hasModel: undefined,
      error: { code: 'BACKEND_UNREACHABLE', provider: 'mine' },
    });
    expect(await failing('AUTH_FAILED', 401)).toMatchObject({ configured: false, reachable: true });
    expect(await failing('MODEL_LOADING', 503)).toMatchObject({
      configured: true,
      reachable: true,
      hasModel: false,
    });
    expect(await failing('BACKEND_ERROR', 500)).toMatchObject({ configured: true, reachable: true });
    expect(await failing('TIMEOUT')).toMatchObject({ reachable: false });
  });

  it('takes a server of another kind for not reachable, with the reason', async () => {
    expect(await failing('RESPONSE_INVALID', 200)).toMatchObject({
      configured: true,
      reachable: false,
      error: { code: 'RESPONSE_INVALID' },
    });
  });

  it('hands on what the driver knows although it is reachable', async () => {
    const error = new ProviderError({ code: 'MODEL_NOT_FOUND', message: 'none is loaded' });
    expect(
      await healthOf({ checkHealth: async () => ({ reachable: true, hasModel: false, error }) }),
    ).toMatchObject({
      configured: true,
      reachable: true,
      hasModel: false,
      error: { code: 'MODEL_NOT_FOUND' },
    });
  });

  it('does not retry, and does not reject even for wrong options or a closed provider', async () => {
    let asked = 0;
    const provider = providerOf({
      checkHealth: async () => {
        asked++;
        throw new ProviderError({ code: 'OVERLOADED', message: 'busy', retryAfterMs: 1 });
      },
    });
    await provider.health();
    expect(asked).toBe(1);
    expect(await provider.health({ timeout: -1 })).toMatchObject({ error: { code: 'SETTING_INVALID' } });
    await provider.close();
    expect(await provider.health()).toMatchObject({ error: { code: 'REQUEST_INVALID' } });
  });
});
