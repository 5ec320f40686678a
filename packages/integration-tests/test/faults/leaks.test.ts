import type { Provider } from '@modelport/core';
import { type FaultName, faults, startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { activeResources, expectNothingLeft } from './support/active-resources.js';
import { readStream } from './support/read-stream.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import { onBothTransports } from './support/transports.js';

shortRetryDelays();

/** Faults whose every answer can be read to its end. */
const whole: readonly FaultName[] = ['none', 'httpError', 'errorMidStream', 'htmlPage'];

/** Every way in which a call ends: the fault, and what its user does. */
const endings: readonly (readonly [FaultName, string, (provider: Provider) => Promise<unknown>])[] = [
  ['none', 'a stream that ends well', (provider) => readStream(provider.stream('Hi'))],
  ['none', 'a plain call', (provider) => provider.chat('Hi')],
  ['none', 'a list of models', (provider) => provider.models()],
  ['httpError', 'a retry', (provider) => readStream(provider.stream('Hi'))],
  ['resetBeforeHeaders', 'all retries', (provider) => readStream(provider.stream('Hi'))],
  [
    'silenceBeforeHeaders',
    'a timer',
    (provider) => readStream(provider.stream('Hi', { firstEventTimeout: 1_000 })),
  ],
  [
    'silenceBeforeHeaders',
    'an abort',
    (provider) => readStream(provider.stream('Hi', { signal: AbortSignal.timeout(1_000) })),
  ],
  [
    'stallMidStream',
    'the idle timer',
    (provider) => readStream(provider.stream('Hi', { idleTimeout: 1_000 })),
  ],
  ['cutMidStream', 'an interruption', (provider) => readStream(provider.stream('Hi'))],
  ['errorMidStream', 'an error inside the stream', (provider) => readStream(provider.stream('Hi'))],
  ['endlessLine', 'what is too long', (provider) => readStream(provider.stream('Hi'))],
  ['htmlPage', 'what is no answer', (provider) => readStream(provider.stream('Hi'))],
  [
    'endlessStream',
    'a break',
    async (provider) => {
      for await (const _ of provider.stream('Hi')) break;
    },
  ],
];

onBothTransports({}, (connect) => {
  describe('nothing is left: no socket, no timer', () => {
    it.each(endings)('after %s with %s', async (fault, _, use) => {
      const before = activeResources();
      {
        await using server = await startFaultyServer(fault);
        await using provider = connect(server);
        await use(provider);
        // A connection over which a whole answer came is kept; any other was closed by one side or the other.
        const used = server.connections.filter(({ requests }) => requests.length > 0);
        expect(used.length).toBeGreaterThan(0);
        if (!whole.includes(fault)) for (const { closed } of used) await closed;
      }
      await expectNothingLeft(before);
    });

    it('keeps no process alive by a connection that is only kept', async () => {
      const before = activeResources();
      await using server = await startFaultyServer(faults.none());
      await using provider = connect(server);
      await readStream(provider.stream('Hi'));
      // The server and its end of the connection are still there.
      await expectNothingLeft({
        ...before,
        TCPServerWrap: 1,
        TCPSocketWrap: 1 + (before['TCPSocketWrap'] ?? 0),
      });
      expect(server.openSockets).toBe(1);
    });
  });
});
