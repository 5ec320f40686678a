import { ProviderError } from '@modelport/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { measureHealth } from '../../src/health/measure-health.js';
import { type FakeProvider, fakeProvider, type Health, hangs, ill } from './support.js';

const router = { name: 'main', type: 'router' };
const dead: Health = {
  reachable: false,
  error: new ProviderError({ code: 'BACKEND_UNREACHABLE', message: 'Nobody listens.' }),
};
const refused: Health = {
  configured: false,
  reachable: true,
  error: new ProviderError({ code: 'AUTH_FAILED', message: 'The key is wrong.' }),
};

const measure = (...fakes: readonly FakeProvider[]) => measureHealth(router, fakes);
const fakes = (...healths: readonly Health[]) => healths.map((health, at) => fakeProvider(`p${at}`, health));

describe('the health of a router', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is well as soon as one target is, whatever the others do', async () => {
    const health = await measure(
      ...fakes(dead, () => hangs(), { reachable: true, hasModel: true, modelId: 'small' }),
    );
    expect(health).toMatchObject({
      ...{
        name: 'main',
        type: 'router',
        configured: true,
        reachable: true,
        hasModel: true,
        modelId: 'small',
      },
    });
    expect(health).not.toHaveProperty('error');
  });

  it('is well where a target cannot tell whether it has a model', async () => {
    const health = await measure(...fakes({ reachable: true, hasModel: undefined }));
    expect(health).toMatchObject({ configured: true, reachable: true, hasModel: undefined });
    expect(health).not.toHaveProperty('error');
  });

  it('answers each question by itself where no target is fully well, and tells the first error and how many failed', async () => {
    const health = await measure(...fakes(dead, refused, { reachable: true, hasModel: false }));
    expect(health).toMatchObject({ configured: true, reachable: true, hasModel: false });
    expect(health.error).toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      message: 'None of the 3 providers behind the router is known to be well. Nobody listens.',
    });
  });

  it('is as ill as its only target', async () => {
    const health = await measure(...fakes(refused));
    expect(health).toMatchObject({ configured: false, reachable: true, hasModel: undefined });
    expect(health.error?.message).toBe('The key is wrong.');
  });

  it('is not well by a target that answers with an error, or is not configured', async () => {
    const broken: Health = ill('BACKEND_ERROR', { reachable: true, modelId: 'small' });
    const health = await measure(...fakes({ configured: false, reachable: true, modelId: 'small' }, broken));
    expect(health).toMatchObject({ configured: true, reachable: true, error: { code: 'BACKEND_ERROR' } });
    expect(health).not.toHaveProperty('modelId');
  });

  it('says nothing of reachability where no target knows', async () => {
    const health = await measure(...fakes({}, {}));
    expect(health).toMatchObject({ configured: true, reachable: undefined, hasModel: undefined });
    expect(health).not.toHaveProperty('error');
  });

  it('asks a provider once, though several targets share it', async () => {
    const [fake] = fakes(dead) as [FakeProvider];
    const health = await measure(fake, fake, fake);
    expect(fake.asked).toBe(1);
    expect(health.error?.message).toBe('Nobody listens.');
  });

  it('does not reject when a health check does', async () => {
    const health = await measure(...fakes(() => Promise.reject(new Error('A bug.'))));
    expect(health).toMatchObject({ configured: true, reachable: undefined, error: { message: 'A bug.' } });
  });

  it('ends within its timeout, and a second, when health checks hang', async () => {
    vi.useFakeTimers();
    const pending = measureHealth(router, fakes(...Array(40).fill(() => hangs())), { timeout: 100 });
    await vi.advanceTimersByTimeAsync(1_100);
    const health = await pending;
    expect(health.error?.code).toBe('TIMEOUT');
    expect(health.latencyMs).toBe(1_100);
  });

  it('says so where no target is enabled', async () => {
    const health = await measure();
    expect(health).toMatchObject({ configured: false, reachable: undefined });
    expect(health.error?.message).toContain('no target that is enabled');
  });
});
