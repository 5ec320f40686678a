import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FaultName, startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { readStream, rejectionOf } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

const script = fileURLToPath(new URL('support/exit-script.mjs', import.meta.url));

/** How a process of its own ended, and how many milliseconds after it was ready. */
async function run(what: string, baseUrl: string, transport: string, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, [script, what, `${baseUrl}/v1`, transport], { stdio: 'pipe' });
  let output = '';
  let readyAt = Number.NaN;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      output += bytes;
      if (!Number.isNaN(readyAt) || !output.includes('ready')) return;
      readyAt = performance.now();
      if (signal) child.kill(signal);
    });
  }
  const [code, killedBy] = await once(child, 'close');
  return { output, code, killedBy, took: performance.now() - readyAt };
}

// A kept-alive socket lives for four seconds: a process that waits for it takes longer than this.
const prompt = 2_000;

const endings: readonly { what: string; fault: FaultName; signal?: NodeJS.Signals }[] = [
  { what: 'exit with streams open', fault: 'stallMidStream' },
  { what: 'be ended with streams open', fault: 'stallMidStream', signal: 'SIGTERM' },
  { what: 'leave all streams and close twice', fault: 'stallMidStream' },
  { what: 'read to the end and not close', fault: 'none' },
  { what: 'fail where nobody looks', fault: 'stallMidStream' },
];

onBothTransports({ concurrent: true }, (connect, name) => {
  describe('F45: a process can', () => {
    it.each(endings)('$what, and is gone at once', { timeout: 20_000 }, async ({ what, fault, signal }) => {
      await using server = await startFaultyServer(fault);
      const end = await run(what, server.baseUrl, name.includes('fetch') ? 'fetch' : 'own', signal);
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
