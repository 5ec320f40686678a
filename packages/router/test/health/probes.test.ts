import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  dead,
  type FakeServer,
  fakeServer,
  type Health,
  hangs,
  interval,
  Probed,
  pass,
  statesOf,
  well,
} from './support.js';

describe('probes', () => {
  const probed = new Probed();
  const { random } = probed;
  const start = probed.start.bind(probed);

  beforeEach(() => probed.begin());
  afterEach(() => probed.end());

  it('are not made unless they are asked for', async () => {
    const one = fakeServer('a');
    await start([one], { probeInterval: 0 });
    await pass(10 * interval);
    expect(one.asked).toBe(0);
  });

  it.each([Infinity, undefined])('are not made in an interval of %s', async (probeInterval) => {
    const one = fakeServer('a');
    await start([one], { probeInterval });
    await pass(10 * interval);
    expect(one.asked).toBe(0);
  });

  it('begin with the first call', async () => {
    const one = fakeServer('a');
    const router = probed.routerOf([one]);
    await pass(3 * interval);
    expect(one.asked).toBe(0);
    await router.chat('Hi');
    await pass(2 * interval);
    expect(one.asked).toBe(2);
  });

  it('come in an interval that differs by up to a fifth', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    random.mockReturnValue(0);
    await start([one, idle]);
    random.mockReturnValue(1 - Number.EPSILON);
    await pass(0.8 * interval - 1);
    expect(idle.asked).toBe(0);
    await pass(1);
    expect(idle.asked).toBe(1);
    await pass(1.2 * interval - 1);
    expect(idle.asked).toBe(1);
    await pass(1);
    expect(idle.asked).toBe(2);
  });

  it('leave alone who had a call within the interval, is busy, or cools', async () => {
    const [used, busy, cooling, idle] = ['used', 'busy', 'cooling', 'idle'].map((name) =>
      fakeServer(name),
    ) as [...[FakeServer, FakeServer, FakeServer, FakeServer]];
    cooling.server.error = { code: 'RATE_LIMITED', retryAfterMs: 10 * interval };
    const router = await start([cooling, used, busy, idle], {
      strategy: (candidates, { model }) => candidates.find(({ name }) => name === model) ?? candidates[0],
    });
    const stream = router.stream({ model: 'busy', messages: 'Hi' }).batches();
    await stream.next();
    await pass(interval - 1_000);
    await router.chat({ model: 'used', messages: 'Hi' });
    await pass(1_000);
    expect(statesOf(router)).toEqual(['cooling', 'available', 'available', 'available']);
    // The first look is at all that can be looked at.
    expect([cooling.asked, used.asked, busy.asked, idle.asked]).toEqual([0, 1, 0, 1]);
    await pass(interval - 1_000);
    await router.chat({ model: 'used', messages: 'Hi' });
    await pass(1_000);
    expect([cooling.asked, used.asked, busy.asked, idle.asked]).toEqual([0, 1, 0, 2]);
    await stream.return?.();
  });

  it('count the interval from the end of an answer, however long that was in coming', async () => {
    const one = fakeServer('a');
    const router = await start([one]);
    await pass(interval);
    const batches = router.stream('Hi').batches();
    await batches.next();
    await pass(1.5 * interval);
    while (!(await batches.next()).done);
    await pass(0.5 * interval);
    expect(one.asked).toBe(1);
    await pass(interval);
    expect(one.asked).toBe(2);
  });

  it('look once at a target that has calls, though its health check told nothing', async () => {
    const one = fakeServer('a', {});
    const router = await start([one]);
    for (let round = 0; round < 5; round++) {
      await pass(interval - 1_000);
      await router.chat('Hi');
      await pass(1_000);
    }
    expect(one.asked).toBe(1);
  });

  it('ask a provider once for all of its targets', async () => {
    const [one, shared] = [fakeServer('a'), fakeServer('b')];
    const router = await start([one]);
    const targets = ['x', 'y', 'z'].map((name) => ({ provider: shared.provider, name }));
    router.update({ targets: [one.provider, ...targets], probeInterval: interval });
    await pass(interval);
    expect(shared.asked).toBe(1);
    shared.set(dead);
    await pass(3 * interval);
    expect(statesOf(router)).toEqual(['available', 'open', 'open', 'open']);
  });

  it('never overlap', async () => {
    let inFlight = 0;
    let most = 0;
    const slow = fakeServer('a', async () => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => {
        setTimeout(resolve, 3_000);
      });
      inFlight--;
      return well;
    });
    const router = await start([slow], { probeInterval: 1_000 });
    await pass(60_500);
    expect(most).toBe(1);
    expect(slow.asked).toBeGreaterThan(10);
    await router.close();
    await pass(3_000);
  });

  it('are made for all targets, 16 at a time, though some hang', async () => {
    const hanging = Array.from({ length: 20 }, (_, at) => fakeServer(`h${at}`, () => hangs()));
    const last = fakeServer('last');
    await start([fakeServer('first'), ...hanging, last]);
    await pass(interval);
    expect(hanging.filter(({ asked }) => asked === 1)).toHaveLength(16);
    await pass(6_000);
    expect(hanging.filter(({ asked }) => asked === 1)).toHaveLength(20);
    expect(last.asked).toBe(1);
  });

  it('wait for the last look to end', async () => {
    const hanging = Array.from({ length: 40 }, (_, at) => fakeServer(`h${at}`, () => hangs()));
    await start([fakeServer('first'), ...hanging], { probeInterval: 1_000 });
    const count = () => hanging.filter(({ asked }) => asked > 0).length;
    await pass(1_000);
    expect(count()).toBe(16);
    await pass(1_500);
    expect(count()).toBe(16);
    await pass(1_000);
    expect(count()).toBe(32);
  });

  it('end when the router is closed, and what is under way is ignored', async () => {
    let answer: (health: Health) => void = () => undefined;
    const [one, idle] = [
      fakeServer('a'),
      fakeServer('b', () => new Promise((resolve) => (answer = resolve as never))),
    ];
    const router = await start([one, idle], { breaker: { failures: 1 } });
    await pass(interval);
    expect(idle.asked).toBe(1);
    await router.close();
    answer(dead);
    await pass(10 * interval);
    expect(idle.asked).toBe(1);
    expect(statesOf(router)).toEqual(['available', 'available']);
  });

  it('have another interval from the next call on', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    const targets = [one.provider, idle.provider];
    const router = await start([one, idle], { probeInterval: 1_000 * interval });
    router.update({ targets, probeInterval: interval });
    await router.chat('Hi');
    await pass(2 * interval);
    expect(idle.asked).toBe(2);
    router.update({ targets });
    await router.chat('Hi');
    await pass(5 * interval);
    expect(idle.asked).toBe(2);
  });

  it('end at the next look where no call comes', async () => {
    const [one, idle] = [fakeServer('a'), fakeServer('b')];
    const router = await start([one, idle]);
    await pass(interval);
    router.update({ targets: [one.provider, idle.provider] });
    await pass(5 * interval);
    expect(idle.asked).toBe(1);
  });

  it('look at the targets that an update has brought', async () => {
    const [one, late] = [fakeServer('a'), fakeServer('b')];
    const router = await start([one]);
    router.update({ targets: [one.provider, late.provider], probeInterval: interval });
    await pass(interval);
    expect(late.asked).toBe(1);
  });
});

describe('the timer of probes', () => {
  it('does not keep the process alive', async () => {
    const unref = vi.fn();
    const timers = vi.spyOn(globalThis, 'setTimeout').mockReturnValue({ unref } as never);
    const { Probes } = await import('../../src/health/probes.js');
    const probes = new Probes(() => ({ options: { probeInterval: interval } }) as never);
    probes.start();
    probes.start();
    expect(timers).toHaveBeenCalledTimes(1);
    expect(unref).toHaveBeenCalledTimes(1);
    timers.mockRestore();
  });
});
