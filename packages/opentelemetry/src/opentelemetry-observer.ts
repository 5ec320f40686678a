import type { ObserveEvent, Observer } from '@modelport/core';
import {
  type Attributes,
  type Context,
  context,
  type MeterProvider,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { commonAttributes, endAttributes, operationName, requestAttributes } from './attributes.js';
import { createInstruments, type Instruments, scopeName } from './instruments.js';
import { version } from './version.js';

/** What {@link createOpenTelemetryObserver} takes; all of it is optional. */
export interface OpenTelemetryOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** A call under way. */
interface OpenCall {
  readonly span: Span;
  /** With the span in it, so that metrics can be linked to it. */
  readonly context: Context;
  /** Seconds to the first chunk of a stream. */
  firstChunk?: number;
}

type CallEnd = Extract<ObserveEvent, { readonly type: 'call-end' }>;

/**
 * An observer that tells OpenTelemetry of chats and embeddings, by its conventions for generative AI: a span of each
 * call, retries included, under the span that is active when the call starts (a stream starts when it is first read),
 * and metrics of durations and tokens. Never content, never a secret.
 */
export function createOpenTelemetryObserver(options: OpenTelemetryOptions = {}): Observer {
  const calls = new Map<string, OpenCall>();
  // Made at the first call: the global meter provider may be registered later than this observer.
  let instruments: Instruments | undefined;
  return (event) => {
    if (operationName(event) === undefined) return;
    if (event.type === 'call-start') {
      calls.set(event.callId, startCall(event, options.tracerProvider ?? trace.getTracerProvider()));
      return;
    }
    const call = calls.get(event.callId);
    if (!call) return;
    if (event.type !== 'call-end') {
      noteMoment(call, event);
      return;
    }
    calls.delete(event.callId);
    endSpan(call, event);
    instruments ??= createInstruments(options.meterProvider ?? metrics.getMeterProvider());
    recordMetrics(call, event, instruments);
  };
}

function startCall(
  event: Extract<ObserveEvent, { readonly type: 'call-start' }>,
  provider: TracerProvider,
): OpenCall {
  const common = commonAttributes(event);
  const parent = context.active();
  const span = provider.getTracer(scopeName, version).startSpan(
    [common['gen_ai.operation.name'], event.model].filter(Boolean).join(' '),
    {
      kind: SpanKind.CLIENT,
      attributes: present({ ...common, ...requestAttributes(event.settings, event) }),
    },
    parent,
  );
  return { span, context: trace.setSpan(parent, span) };
}

function noteMoment(call: OpenCall, event: ObserveEvent): void {
  const { span } = call;
  if (event.type === 'response' && event.operation === 'stream') call.firstChunk = event.afterMs / 1_000;
  if (event.type === 'warning')
    span.addEvent('modelport.warning', { 'modelport.warning.code': event.warning.code });
  if (event.type !== 'retry' && event.type !== 'loading') return;
  span.addEvent(`modelport.${event.type}`, {
    'error.type': event.error.code,
    'modelport.attempt': event.attempt,
    'modelport.delay': event.delayMs / 1_000,
  });
}

function endSpan({ span, firstChunk }: OpenCall, event: CallEnd): void {
  const { error } = event;
  span.setAttributes(present({ ...endAttributes(event), 'gen_ai.response.time_to_first_chunk': firstChunk }));
  // Whoever stops a call early has what they wanted.
  if (error && error.code !== 'ABORTED')
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.end();
}

function recordMetrics(call: OpenCall, event: CallEnd, { duration, firstChunk, tokens }: Instruments): void {
  const { inputTokens, outputTokens } = event.usage ?? {};
  const answered = { ...commonAttributes(event), 'gen_ai.response.model': event.response?.model };
  const attributes = present({ ...answered, 'error.type': event.error?.code });
  duration.record(event.durationMs / 1_000, attributes, call.context);
  if (call.firstChunk !== undefined) firstChunk.record(call.firstChunk, attributes, call.context);
  for (const [type, count] of [
    ['input', inputTokens],
    ['output', outputTokens],
  ] as const)
    if (count !== undefined)
      tokens.record(count, present({ ...answered, 'gen_ai.token.type': type }), call.context);
}

/** Only what is known. */
function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
