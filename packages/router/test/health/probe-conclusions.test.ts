import type { ObserveEvent } from '@modelport/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dead,
  fakeServer,
  type Health,
  hangs,
  ill,
  interval,
  Probed,
  pass,
  statesOf,
  well,
} from './support.js';

describe('what probes conclude', () => {
  const probed = new Probed();
  const start = probed.start.bind(probed);

  beforeEach(() => probed.begin());
  afterEach(() => probed.end());

  it('notice that an idle target has died, after as many looks as it may have failures', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    const changes: ObserveEvent[] = [];
    const router = await start([one, idle], {
      observe: (event) => event.type === 'target-change' && changes.push(event),
    });
    idle.set(dead);
    await pass(2 * interval);
    expect(statesOf(router)).toEqual(['available', 'available']);
    await pass(interval);
    expect(statesOf(router)).toEqual(['available', 'open']);
    expect(router.status().targets[1]?.reason?.code).toBe('BACKEND_UNREACHABLE');
    expect(changes).toMatchObject([{ target: 'b', state: 'open', error: { code: 'BACKEND_UNREACHABLE' } }]);
    // Calls have not had to find that out.
    expect(idle.server.calls).toBe(0);
  });

  it('are known to strategies from then on', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    const offered: string[][] = [];
    const router = await start([one, idle], {
      breaker: { failures: 1 },
      strategy(candidates) {
        offered.push(candidates.map(({ name }) => name));
        return candidates[0];
      },
    });
    idle.set(dead);
    await pass(interval);
    await router.chat('Hi');
    expect(offered).toEqual([['a', 'b'], ['a']]);
  });

  it('take back a target within an interval after it has come up again, and a call has to prove it', async () => {
    const [one, two] = [fakeServer('a'), fakeServer('b')];
    one.server.error = 'BACKEND_UNREACHABLE';
    one.set(dead);
    const router = await start([one, two], { breaker: { failures: 1, openMs: 10 * interval } });
    expect(statesOf(router)).toEqual(['open', 'available']);
    await pass(2 * interval);
    expect(statesOf(router)[0]).toBe('open');
    one.server.error = undefined;
    one.set(well);
    await pass(interval);
    expect(statesOf(router)[0]).toBe('half-open');
    expect((await router.chat('Hi')).text).toBe('I am a.');
    expect(statesOf(router)[0]).toBe('available');
  });

  it('take back a target whose key was refused, once it is accepted', async () => {
    const [one, two] = [fakeServer('a'), fakeServer('b')];
    one.server.error = 'AUTH_FAILED';
    one.set(ill('AUTH_FAILED', { configured: false, reachable: true }));
    const router = await start([one, two]);
    await pass(2 * interval);
    expect(statesOf(router)[0]).toBe('out');
    one.server.error = undefined;
    one.set(well);
    await pass(interval);
    expect((await router.chat('Hi')).text).toBe('I am a.');
  });

  it('take out an idle target whose key is refused', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    const router = await start([one, idle]);
    idle.set(ill('AUTH_FAILED', { configured: false, reachable: true }));
    await pass(interval);
    expect(statesOf(router)).toEqual(['available', 'out']);
  });

  it('spare calls the attempt at a target that is half-open, and still dead', async () => {
    const [one, two] = [fakeServer('a'), fakeServer('b')];
    const router = await start([one, two], { breaker: { failures: 1, openMs: 1_000 } });
    await pass(2 * interval - 2_000);
    one.server.error = 'BACKEND_UNREACHABLE';
    one.set(dead);
    await router.chat('Hi');
    await pass(1_000);
    expect(statesOf(router)[0]).toBe('half-open');
    await pass(1_000);
    expect(statesOf(router)[0]).toBe('open');
    await router.chat('Hi');
    expect(one.server.calls).toBe(2);
  });

  it.each<[string, Health]>([
    ['cannot tell', {}],
    ['is loading its model', ill('MODEL_LOADING', { reachable: true, hasModel: false })],
    ['wants fewer questions', ill('RATE_LIMITED', { reachable: true })],
    ['may not list its models', ill('PERMISSION_DENIED', { reachable: true })],
    ['rejects', () => Promise.reject(new Error('A bug.'))],
    ['hangs', () => hangs()],
  ])('conclude nothing from a health check that %s', async (_, health) => {
    const [one, idle] = [fakeServer('a'), fakeServer('b', health)];
    one.server.error = 'BACKEND_ERROR';
    one.set(health);
    const router = await start([one, idle], { breaker: { failures: 1, openMs: 100 * interval } });
    await pass(5 * interval);
    expect(idle.asked).toBeGreaterThan(0);
    expect(statesOf(router)).toEqual(['open', 'available']);
  });

  it('count a server that answers its health check with an error of its own', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    const router = await start([one, idle]);
    idle.set(ill('BACKEND_ERROR', { reachable: true }));
    await pass(3 * interval);
    expect(statesOf(router)).toEqual(['available', 'open']);
  });

  it('do not take away a target that works, though its health check never does', async () => {
    const one = fakeServer('a', dead);
    const router = await start([one], { breaker: { failures: 1 } });
    const changes: string[] = [];
    for (let round = 0; round < 20; round++) {
      await pass(interval);
      changes.push(...statesOf(router));
      if (round % 5 === 0) await router.chat('Hi');
    }
    expect(new Set(changes)).toEqual(new Set(['available']));
    expect(one.asked).toBeGreaterThan(5);
  });

  it('take away a target that works but once, where its health check breaks', async () => {
    const one = fakeServer('a');
    const changes: string[] = [];
    const router = await start([one], {
      breaker: { failures: 1, openMs: 5_000 },
      observe: (event) => event.type === 'target-change' && changes.push(event.state),
    });
    await pass(2 * interval);
    one.set(dead);
    await pass(interval);
    expect(changes).toEqual(['open']);
    await pass(5_000);
    await router.chat('Hi');
    const asked = one.asked;
    await pass(10 * interval);
    expect(one.asked).toBeGreaterThan(asked);
    expect(changes).toEqual(['open', 'half-open', 'available']);
    // Well again, and then dead: now its word counts once more.
    one.set(well);
    await pass(interval);
    one.set(dead);
    await pass(interval);
    expect(changes.slice(3)).toEqual(['open']);
  });

  it('send one call at most to a target of which only the health check works', async () => {
    const [one, two] = [fakeServer('a'), fakeServer('b')];
    one.server.error = 'BACKEND_ERROR';
    const router = await start([one, two], { breaker: { failures: 1, openMs: 100 * interval } });
    for (let round = 0; round < 20; round++) {
      await pass(interval);
      await router.chat('Hi');
    }
    expect(one.server.calls).toBe(2);
    expect(statesOf(router)).toEqual(['open', 'available']);
  });

  it('take it back once more where they have seen it ill since', async () => {
    const [one, two] = [fakeServer('a'), fakeServer('b')];
    one.server.error = 'BACKEND_UNREACHABLE';
    const router = await start([one, two], { breaker: { failures: 1, openMs: 100 * interval } });
    await pass(interval);
    await router.chat('Hi');
    await pass(interval);
    expect(statesOf(router)[0]).toBe('open');
    one.set(dead);
    await pass(interval);
    one.set(well);
    await pass(interval);
    expect(statesOf(router)[0]).toBe('half-open');
  });
});
