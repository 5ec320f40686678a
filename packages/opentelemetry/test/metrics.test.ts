import { createProvider, type ObserveEvent } from '@modelport/core';
import '@modelport/provider-mock';
import { metrics, trace } from '@opentelemetry/api';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { afterEach, describe, expect, it } from 'vitest';
import { createOpenTelemetryObserver } from '../src/index.js';
import { startTelemetry } from './support/telemetry.js';

afterEach(() => {
  trace.disable();
  metrics.disable();
});

describe('the metrics', () => {
  it('count the seconds of each call, by operation, provider, models and error', async () => {
    const telemetry = startTelemetry();
    const replies = ['Hello', { error: 'AUTH_FAILED' }] as const;
    const provider = createProvider('mock', { replies, observe: telemetry.observe, model: 'm' });
    await provider.chat('Hi');
    await provider.chat('Hi').catch(() => undefined);
    const points = await telemetry.points('gen_ai.client.operation.duration');
    const common = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'mock',
      'gen_ai.request.model': 'm',
    };
    expect(points.map(({ attributes }) => attributes)).toEqual([
      { ...common, 'gen_ai.response.model': 'm' },
      { ...common, 'error.type': 'AUTH_FAILED' },
    ]);
    for (const { unit, value } of points) {
      expect(unit).toBe('s');
      expect(value).toMatchObject({ count: 1, sum: expect.any(Number) });
      // A call of the mock takes milliseconds: seconds are meant, not milliseconds.
      expect(value.sum).toBeLessThan(5);
      expect(value.buckets.boundaries).toEqual([
        ...[0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
      ]);
    }
  });

  it('are done with a call that has ended, and hold nothing of it', async () => {
    const telemetry = startTelemetry();
    const events: ObserveEvent[] = [];
    const provider = createProvider('mock', { observe: (event) => void events.push(event), model: 'm' });
    await provider.chat('Hi');
    for (const event of [...events, ...events.slice(-1)]) telemetry.observe(event);
    const [point] = await telemetry.points('gen_ai.client.operation.duration');
    expect(point?.value.count).toBe(1);
  });

  it('count tokens by their kind, as far as they are known', async () => {
    const telemetry = startTelemetry();
    const usage = { inputTokens: 30, outputTokens: 12 };
    const replies = [
      { text: 'Hello', usage },
      { text: 'Hello', usage: { inputTokens: 5 } },
    ];
    const provider = createProvider('mock', { replies, observe: telemetry.observe, model: 'm' });
    await provider.chat('Hi');
    await provider.chat('Hi');
    const points = await telemetry.points('gen_ai.client.token.usage');
    expect(
      points.map(({ attributes, value }) => [attributes['gen_ai.token.type'], value.count, value.sum]),
    ).toEqual([
      ['input', 2, 35],
      ['output', 1, 12],
    ]);
    for (const { unit, value } of points) {
      expect(unit).toBe('{token}');
      expect(value.buckets.boundaries).toEqual([
        ...[1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
      ]);
    }
  });

  it('time the first chunk of streams alone', async () => {
    const telemetry = startTelemetry();
    const provider = createProvider('mock', { observe: telemetry.observe, model: 'm' });
    await provider.chat('Hi');
    expect(await telemetry.points('gen_ai.client.operation.time_to_first_chunk')).toEqual([]);
    await provider.stream('Hi').response;
    const [point] = await telemetry.points('gen_ai.client.operation.time_to_first_chunk');
    const [, streamed] = await telemetry.points('gen_ai.client.operation.duration');
    expect(point).toMatchObject({ unit: 's', value: { count: 1 } });
    expect(point?.value.sum).toBeLessThanOrEqual(streamed?.value.sum ?? 5);
  });
});

it('have the names of the published conventions', async () => {
  const telemetry = startTelemetry();
  await createProvider('mock', { observe: telemetry.observe, model: 'm' }).stream('Hi').response;
  const names = new Set((await telemetry.points()).map(({ name }) => name));
  expect(names.size).toBe(3);
  for (const name of names) expect(Object.values(conventions)).toContain(name);
});

describe('without providers of its own', () => {
  it('uses the global ones, which may be registered later', async () => {
    const telemetry = startTelemetry();
    const observe = createOpenTelemetryObserver();
    trace.setGlobalTracerProvider(telemetry.tracerProvider);
    metrics.setGlobalMeterProvider(telemetry.meterProvider);
    await createProvider('mock', { observe, model: 'm' }).chat('Hi');
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['chat m']);
    expect(await telemetry.points()).not.toEqual([]);
  });

  it('does nothing, and breaks nothing, where no SDK is there', async () => {
    const observe = createOpenTelemetryObserver();
    const { text } = await createProvider('mock', { observe, replies: ['Hello'] }).chat('Hi');
    expect(text).toBe('Hello');
  });
});
