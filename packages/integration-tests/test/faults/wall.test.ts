import { createProvider, type FetchLike } from '@modelport/core';
import {
  faultWall,
  ollamaWire,
  openAIWire,
  startFaultyServer,
  type WallFault,
  type WireEncoder,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { readStream } from './support/read-stream.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import '@modelport/provider-ollama';
import '@modelport/provider-openai-compatible';

const dialects: readonly (readonly [type: 'openai-compatible' | 'ollama', WireEncoder])[] = [
  ['openai-compatible', openAIWire],
  ['ollama', ollamaWire],
];

/** How often a call may be made again: the first time as it is, the second time after what passes. */
const maxRetries = 1;

shortRetryDelays();

const transports: readonly (readonly [name: string, fetch: FetchLike | undefined])[] = [
  ['the own transport', undefined],
  ['fetch', globalThis.fetch],
];

const walls = dialects.flatMap(([type, wire]) =>
  transports.map(([name, fetch]) => [type, name, wire, fetch] as const),
);

describe.each(walls)('what comes of the wall of faults with %s over %s', (type, _name, wire, fetch) => {
  const rows = Object.entries(faultWall).flatMap(([row, faults]) =>
    faults.filter((fault) => fault.isPlayableIn(wire)).map((fault) => [row, fault.name, fault] as const),
  );

  it.concurrent.each(rows)('%s: %s', async (_row, _name, fault: WallFault) => {
    await using server = await startFaultyServer(fault, { wire });
    const baseUrl = `${server.baseUrl}${wire.basePath ?? ''}`;
    const timers = { firstEventTimeout: 2_000, idleTimeout: 2_000 };
    // A timer that is not meant to fire must not be in the way.
    const limits = fault.timer === undefined ? { firstEventTimeout: 20_000, idleTimeout: 20_000 } : timers;
    const provider = createProvider(type, {
      baseUrl,
      model: 'faulty',
      apiKey: 'the-key',
      maxRetries,
      fetch,
      ...limits,
    });
    const { error, response } = await readStream(provider.stream('Hi'));
    expect(error?.code).toBe(fault.code);
    if (error) {
      expect(error.partial !== undefined).toBe(fault.when === 'after-content');
      if (fault.timer) expect(error.timer).toBe(fault.timer);
    } else expect(response?.finishReason).toMatch(/stop|tool-calls/);
    const attempts = (error ?? response)?.attempts?.length ?? 0;
    expect(attempts > 1).toBe(fault.retried);
  });
});
