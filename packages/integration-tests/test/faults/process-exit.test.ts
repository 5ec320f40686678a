import { fileURLToPath } from 'node:url';
import { type FaultName, startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { runScript } from '../support/run-script.js';
import { readStream, rejectionOf } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

const script = fileURLToPath(new URL('support/exit-script.mjs', import.meta.url));

// A kept-alive socket lives for four seconds: a process that waits for it takes longer than this.
const prompt = 3_500;

const endings: readonly { what: string; fault: FaultName; signal?: NodeJS.Signals }[] = [
  { what: 'exit with streams open', fault: 'stallMidStream' },
  { what: 'be ended with streams open', fault: 'stallMidStream', signal: 'SIGTERM' },
  { what: 'leave all streams and close twice', fault: 'stallMidStream' },
  { what: 'read to the end and not close', fault: 'none' },
  { what: 'fail where nobody looks', fault: 'stallMidStream' },
];

onBothTransports({ concurrent: true }, (connect, name) => {
  describe('F45: a process can', () => {
    it.each(endings)('$what, and is gone at once', async ({ what, fault, signal }) => {
      await using server = await startFaultyServer(fault);
      const transport = name.includes('fetch') ? 'fetch' : 'own';
      const end = await runScript(script, [what, `${server.baseUrl}/v1`, transport], signal);
      expect(end).toMatchObject({ output: 'ready\n', code: signal ? null : 0, killedBy: signal ?? null });
      expect(end.took).toBeLessThan(prompt);
      expect(server.requests.length).toBeGreaterThan(0);
      for (const { closed } of server.connections) expect((await closed).by).toBe('client');
    });
  });

  it('F45: close() may be called twice; later calls are refused and earlier ones go on', async () => {
    await using server = await startFaultyServer('delayBeforeFirstEvent');
    const provider = connect(server);
    const earlier = readStream(provider.stream('Hi'));
    await server.waitForRequest(1);
    await Promise.all([provider.close(), provider.close()]);
    await provider[Symbol.asyncDispose]();
    expect((await earlier).text).toBe('Hello there!');
    expect(await rejectionOf(provider.chat('Hi'))).toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('closed'),
    });
    expect((await readStream(provider.stream('Hi'))).error?.code).toBe('REQUEST_INVALID');
    expect(server.requests).toHaveLength(1);
  });
});
