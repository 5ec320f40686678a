import { fileURLToPath } from 'node:url';
import { type FaultName, faults, startFaultyServer } from '@modelport/provider-testkit';
import { createRouter } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { activeResources, expectNothingLeft } from '../faults/support/active-resources.js';
import { readStream, rejectionOf } from '../faults/support/read-stream.js';
import { runScript } from '../support/run-script.js';
import { chatsAt, providerAt } from './support/wall-targets.js';

const script = fileURLToPath(new URL('support/wall-exit-script.mjs', import.meta.url));

// A kept-alive socket lives for four seconds: a process that waits for it takes longer than this.
const prompt = 3_500;
const path = '/v1/chat/completions';

const endings: readonly { what: string; fault: FaultName; signal?: NodeJS.Signals }[] = [
  { what: 'exit with streams open', fault: 'stallMidStream' },
  { what: 'be ended with streams open', fault: 'stallMidStream', signal: 'SIGTERM' },
  { what: 'leave all streams and close twice', fault: 'stallMidStream' },
  { what: 'read to the end and not close', fault: 'none' },
  { what: 'fail where nobody looks', fault: 'stallMidStream' },
];

describe('F45: a process with a router that looks at its targets can', { concurrent: true }, () => {
  it.each(endings)('$what, and is gone at once', async ({ what, fault, signal }) => {
    // The first fails each time, so that every call goes to both.
    await using first = await startFaultyServer(faults.httpError({ status: 404, times: Infinity }), { path });
    await using second = await startFaultyServer(fault, { path });
    const end = await runScript(script, [what, `${first.baseUrl}/v1`, `${second.baseUrl}/v1`], signal);
    expect(end).toMatchObject({ output: 'ready\n', code: signal ? null : 0, killedBy: signal ?? null });
    expect(end.took).toBeLessThan(prompt);
    // It has called both, and has looked at them beside the calls.
    for (const server of [first, second]) expect(chatsAt(server)).toBeGreaterThan(0);
    expect(first.requests.length + second.requests.length).toBeGreaterThan(chatsAt(first) + chatsAt(second));
    for (const server of [first, second])
      for (const { closed } of server.connections) expect((await closed).by).toBe('client');
  });
});

describe('F45: close() of a router', () => {
  it('may be called twice; later calls are refused and earlier ones go on', async () => {
    await using first = await startFaultyServer(faults.httpError({ times: Infinity }));
    await using second = await startFaultyServer('delayBeforeFirstEvent');
    const provider = providerAt('second', second.baseUrl);
    const router = createRouter({ targets: [providerAt('first', first.baseUrl), provider] });
    const earlier = readStream(router.stream('Hi'));
    await second.waitForRequest(1);
    await Promise.all([router.close(), router.close()]);
    await router[Symbol.asyncDispose]();
    expect((await earlier).text).toBe('Hello there!');
    expect(await rejectionOf(router.chat('Hi'))).toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('closed'),
    });
    expect((await readStream(router.stream('Hi'))).error?.code).toBe('REQUEST_INVALID');
    expect(second.requests).toHaveLength(1);
    // Its targets are not its own: others may use them.
    expect((await provider.chat('Hi')).text).toBe('Hello there!');
  });

  it('leaves no timer, and neither does a router that is not closed keep a process alive', async () => {
    const before = activeResources();
    {
      await using server = await startFaultyServer('none');
      await using provider = providerAt('only', server.baseUrl);
      const router = createRouter({ targets: [provider], probeInterval: 20 });
      await router.chat('Hi');
      await server.waitForRequest(3);
      const left = createRouter({ targets: [provider], probeInterval: 60_000 });
      await left.chat('Hi');
      await router.close();
    }
    await expectNothingLeft(before);
  });
});
