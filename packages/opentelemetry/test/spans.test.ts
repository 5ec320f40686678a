import { createProvider, ProviderError } from '@modelport/core';
import '@modelport/provider-mock';
import type { MockReply } from '@modelport/provider-mock';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { startTelemetry, type Telemetry } from './support/telemetry.js';

const usage = {
  inputTokens: 100,
  outputTokens: 20,
  cachedInputTokens: 64,
  cacheWriteInputTokens: 3,
  reasoningTokens: 7,
};
const answer = { text: 'Secret answer', usage, model: 'small-2026-01-01' };

/** An observed provider that gives these replies. */
const connect = ({ observe }: Telemetry, ...replies: MockReply[]) =>
  createProvider('mock', {
    ...{ observe, replies, model: 'small', name: 'main' },
    baseUrl: 'https://user:secret-word@example.test/v1?key=secret-key',
  });
const refusal = (code: string, status?: number) => ({ error: { code, status, retryAfterMs: 1 } });

describe('the span of a chat', () => {
  it('says what was asked of whom and what came back, by the conventions', async () => {
    const telemetry = startTelemetry();
    const provider = connect(telemetry, answer);
    const settings = { temperature: 0.5, topP: 0.9, maxTokens: 50, seed: 3, presencePenalty: 0.1 };
    await provider.stream({ messages: 'Secret question', ...settings }, { requestId: 'r-1' }).response;
    const [span] = telemetry.spans();
    expect(span).toMatchObject({ name: 'chat small', kind: SpanKind.CLIENT });
    expect(span?.instrumentationScope).toEqual({
      name: '@modelport/opentelemetry',
      version: expect.stringMatching(/^\d/),
      schemaUrl: undefined,
    });
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'mock',
      'gen_ai.request.model': 'small',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.seed': 3,
      'gen_ai.request.presence_penalty': 0.1,
      'gen_ai.request.stream': true,
      'server.address': 'example.test',
      'server.port': 443,
      'gen_ai.response.id': expect.stringMatching(/./),
      'gen_ai.response.model': 'small-2026-01-01',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 64,
      'gen_ai.usage.cache_creation.input_tokens': 3,
      'gen_ai.usage.reasoning.output_tokens': 7,
      'modelport.usage.cost': 0,
      'modelport.usage.cost_source': 'local',
      'modelport.provider.name': 'main',
      'modelport.request.id': 'r-1',
    });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.events).toEqual([]);
  });

  it('of a plain call is no stream and has no first chunk', async () => {
    const telemetry = startTelemetry();
    await createProvider('mock', { observe: telemetry.observe, model: 'm' }).chat('Hi');
    const [span] = telemetry.spans();
    expect(span?.name).toBe('chat m');
    expect(Object.keys(span?.attributes ?? {}).join()).not.toMatch(/stream|first_chunk/);
    expect(span?.attributes).toMatchObject({
      'modelport.usage.cost': 0,
      'modelport.usage.cost_source': 'local',
    });
  });

  it('is one span over all attempts, with an event for each retry', async () => {
    const telemetry = startTelemetry();
    const provider = connect(telemetry, refusal('RATE_LIMITED'), refusal('OVERLOADED'), answer);
    await provider.stream('Hi').response;
    expect(telemetry.spans()).toHaveLength(1);
    const [span] = telemetry.spans();
    expect(span?.events.map(({ name, attributes }) => [name, attributes?.['error.type']])).toEqual([
      ['modelport.retry', 'RATE_LIMITED'],
      ['modelport.retry', 'OVERLOADED'],
    ]);
    expect(span?.events[0]?.attributes).toMatchObject({ 'modelport.attempt': 1, 'modelport.delay': 0.001 });
    expect(span?.attributes).toMatchObject({ 'modelport.attempts': 3 });
    expect(span?.attributes).not.toHaveProperty('error.type');
  });

  it('tells of failures: error type, status and message', async () => {
    const telemetry = startTelemetry();
    const provider = connect(telemetry, refusal('AUTH_FAILED', 401));
    const error = await provider.chat('Hi').catch((reason: Error) => reason);
    const [span] = telemetry.spans();
    expect(span?.attributes).toMatchObject({ 'error.type': 'AUTH_FAILED', 'http.response.status_code': 401 });
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: (error as Error).message });
  });

  it('is there for a request that was refused before it was sent', async () => {
    const telemetry = startTelemetry();
    const provider = connect(telemetry, answer);
    await provider.chat({ messages: [] }).catch(() => undefined);
    expect(telemetry.spans()[0]?.attributes).toMatchObject({ 'error.type': 'REQUEST_INVALID' });
  });

  it('takes a stream that was left for no failure', async () => {
    const telemetry = startTelemetry();
    const provider = connect(telemetry, answer);
    for await (const _ of provider.stream('Hi')) break;
    const [span] = telemetry.spans();
    expect(span?.attributes).toMatchObject({ 'error.type': 'ABORTED' });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('never holds content or a secret', async () => {
    const telemetry = startTelemetry();
    const provider = connect(telemetry, refusal('RATE_LIMITED'), answer);
    const request = { messages: 'Secret question', stop: 'Secret stop', tools: [{ name: 'secret_tool' }] };
    await provider.stream(request).response;
    const shown = telemetry
      .spans()
      .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
    expect(JSON.stringify([shown, await telemetry.points()])).not.toMatch(/secret|sk-live/i);
  });
});

describe('the span of embeddings', () => {
  it('has their name and dimensions', async () => {
    const telemetry = startTelemetry();
    const provider = createProvider('mock', { observe: telemetry.observe, model: 'e' });
    await provider.embed({ input: ['a', 'b'], dimensions: 4 });
    expect(telemetry.spans()[0]).toMatchObject({
      name: 'embeddings e',
      attributes: { 'gen_ai.operation.name': 'embeddings', 'gen_ai.embeddings.dimension.count': 4 },
    });
  });
});

describe('the parent of a span', () => {
  it.each(['chat', 'stream'] as const)(
    'of %s is the span that is active when the call starts',
    async (operation) => {
      const telemetry = startTelemetry();
      const provider = createProvider('mock', { observe: telemetry.observe });
      const tracer = telemetry.tracerProvider.getTracer('test');
      const parents = await Promise.all(
        ['a', 'b'].map(async (name) => {
          const parent = tracer.startSpan(name);
          await context.with(trace.setSpan(context.active(), parent), async () =>
            operation === 'chat' ? provider.chat(name) : provider.stream(name).response,
          );
          parent.end();
          return parent.spanContext();
        }),
      );
      const children = telemetry.spans().filter(({ kind }) => kind === SpanKind.CLIENT);
      expect(children.map(({ parentSpanContext }) => parentSpanContext?.spanId).sort()).toEqual(
        parents.map(({ spanId }) => spanId).sort(),
      );
      expect(children.map((span) => span.spanContext().traceId).sort()).toEqual(
        parents.map(({ traceId }) => traceId).sort(),
      );
    },
  );

  it('is none where none is active', async () => {
    const telemetry = startTelemetry();
    await createProvider('mock', { observe: telemetry.observe }).chat('Hi');
    expect(telemetry.spans()[0]?.parentSpanContext).toBeUndefined();
  });
});

it('makes no spans of what is no GenAI operation', async () => {
  const telemetry = startTelemetry();
  const provider = createProvider('mock', { observe: telemetry.observe, model: 'm' });
  await provider.models();
  await provider.health();
  await provider.countTokens('Hi');
  expect(telemetry.spans()).toEqual([]);
  expect(await telemetry.points()).toEqual([]);
});

it('leaves alone what is told outside of calls', async () => {
  const telemetry = startTelemetry();
  const error = new ProviderError({ code: 'OVERLOADED', message: 'busy' });
  const base = { callId: '', operation: 'route', provider: 'front', providerType: 'router', attempt: 0 };
  for (const state of ['open', 'available'])
    telemetry.observe({ ...base, type: 'target-change', target: 'a', state, error });
  expect(telemetry.spans()).toEqual([]);
  expect(await telemetry.points()).toEqual([]);
  await connect(telemetry, answer).chat('x');
  expect(telemetry.spans()).toHaveLength(1);
});
