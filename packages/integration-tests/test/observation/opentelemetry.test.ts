import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProvider } from '@modelport/core';
import { createOpenTelemetryObserver } from '@modelport/opentelemetry';
import '@modelport/provider-openai-compatible';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const head = { id: 'chatcmpl-9', object: 'chat.completion.chunk', created: 1, model: 'small-2026-01-01' };
const text = { choices: [{ index: 0, delta: { role: 'assistant', content: 'Secret answer' } }] };
const call = {
  index: 0,
  id: 'call_1',
  function: { name: 'secret_tool', arguments: '{"a":"Secret argument"}' },
};
const end = { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }] };
const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** How the server answers the next request; once these are used up, well. */
let faults: ('refused' | 'cut' | 'open')[] = [];

const server = createServer((request, response) => {
  request.resume();
  const fault = faults.shift();
  if (fault === 'refused') {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after-ms': '1' });
    response.end('{"error":{"message":"Slower."}}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_7' });
  const send = (...events: object[]) => {
    for (const event of events) response.write(`data: ${JSON.stringify({ ...head, ...event })}\n\n`);
  };
  send(text);
  if (fault === 'cut') response.end();
  if (fault !== undefined) return;
  send(end, { choices: [], usage });
  response.end('data: [DONE]\n\n');
});

const spanExporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const meterProvider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 600_000 })],
});

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  context.disable();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  faults = [];
  spanExporter.reset();
});

const request = { messages: 'Secret question', tools: [{ name: 'secret_tool' }], maxTokens: 50 };
const port = () => (server.address() as AddressInfo).port;
const connect = () =>
  createProvider('openai-compatible', {
    baseUrl: `http://127.0.0.1:${port()}/v1?secret=secret`,
    apiKey: 'sk-live-4f9a',
    model: 'small',
    observe: createOpenTelemetryObserver({ tracerProvider, meterProvider }),
  });

it('makes one span of a retried call, under the active one, with what the backend told', async () => {
  faults = ['refused'];
  const parent = tracerProvider.getTracer('test').startSpan('work');
  await context.with(trace.setSpan(context.active(), parent), () => connect().stream(request).response);
  const [span, ...others] = spanExporter.getFinishedSpans();
  expect(others).toEqual([]);
  expect(span).toMatchObject({
    name: 'chat small',
    kind: SpanKind.CLIENT,
    parentSpanContext: { spanId: parent.spanContext().spanId },
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai-compatible',
      'gen_ai.request.model': 'small',
      'gen_ai.request.max_tokens': 50,
      'gen_ai.response.id': 'chatcmpl-9',
      'gen_ai.response.model': 'small-2026-01-01',
      'gen_ai.response.finish_reasons': ['tool_call'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'server.address': '127.0.0.1',
      'server.port': port(),
      'modelport.attempts': 2,
      'modelport.response.request_id': 'req_7',
    },
  });
  expect(span?.events.map(({ name }) => name)).toEqual(['modelport.retry']);
  parent.end();

  await meterProvider.forceFlush();
  const points = (metricExporter.getMetrics().at(-1)?.scopeMetrics ?? []).flatMap(({ metrics }) =>
    metrics.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        descriptor.name,
        attributes['gen_ai.token.type'],
        (value as Histogram).sum,
      ]),
    ),
  );
  expect(points).toEqual([
    ['gen_ai.client.operation.duration', undefined, expect.any(Number)],
    ['gen_ai.client.operation.time_to_first_chunk', undefined, expect.any(Number)],
    ['gen_ai.client.token.usage', 'input', 100],
    ['gen_ai.client.token.usage', 'output', 20],
  ]);
  expect(JSON.stringify([span?.name, span?.attributes, span?.events, points])).not.toMatch(/secret|sk-live/i);
});

it('ends the span of an answer that was cut, as an error', async () => {
  faults = ['cut'];
  await connect()
    .stream(request)
    .response.catch(() => undefined);
  const [span] = spanExporter.getFinishedSpans();
  expect(span?.attributes).toMatchObject({ 'error.type': 'STREAM_INTERRUPTED' });
  expect(span?.status.code).toBe(SpanStatusCode.ERROR);
});

it('ends the span of a stream that was left, as no error', async () => {
  faults = ['open'];
  for await (const event of connect().stream(request)) if (event.type === 'text-delta') break;
  const [span] = spanExporter.getFinishedSpans();
  expect(span?.attributes).toMatchObject({ 'error.type': 'ABORTED' });
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  expect(span?.ended).toBe(true);
});
