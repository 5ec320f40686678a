import {
  createProvider,
  createRegistry,
  type FetchLike,
  type Provider,
  ProviderError,
} from '@modelport/core';
import type { Answer } from '../conformance/answer.js';
import { hasSetting } from '../conformance/case-context.js';
import type { ConformanceSubject } from '../conformance/subject.js';
import type { WireEncoder, WireResponse } from '../conformance/wire-encoder.js';
import type { RawRequest } from '../network/request-reader.js';
import { type Facts, factsOf } from './facts.js';
import { randomTool } from './random-answer.js';
import { type Delivery, damaged, readsOf } from './random-delivery.js';

/** What became of one random answer. */
export interface Outcome {
  /** What was understood. */
  readonly facts?: Facts | undefined;
  readonly error?: ProviderError | undefined;
  /** Whether anything of the answer's end had arrived. */
  readonly hasEnd: boolean;
}

/** A provider whose backend is a function in this process. */
export interface FuzzBench {
  /** Asks once. @throws Error for anything thrown that is no ProviderError. */
  ask(answer: Answer, delivery: Delivery): Promise<Outcome>;
  close(): Promise<void>;
}

/** Sets a provider on a backend that needs no socket. */
export function createFuzzBench(
  subject: ConformanceSubject,
  wire: WireEncoder,
  withTools: boolean,
): FuzzBench {
  const model = subject.model ?? 'conformance-model';
  let current: { answer: Answer; delivery: Delivery } | undefined;
  let hasEnd = false;

  const fetch: FetchLike = async (url, init) => {
    const request = toRawRequest(url, init);
    if (wire.operation(request) !== 'chat' || current === undefined) {
      return plainAnswer(wire.other?.(request, { models: [model] }) ?? { status: 404, body: '' });
    }
    const { opening, content, finish, end } = wire.frames(current.answer, request);
    const sent = damaged(encode([...opening, ...content, ...finish, ...end]), current.delivery);
    hasEnd = sent.length > encode([...opening, ...content]).length;
    const headers = new Map([['content-type', wire.streamType]]);
    return { status: 200, headers, body: iterate(readsOf(sent, current.delivery)), text: async () => '' };
  };

  const provider = open(subject, wire, { model, fetch });
  return {
    async ask(answer, delivery) {
      current = { answer, delivery };
      const stream = provider.stream({ messages: 'Go on.', ...(withTools && { tools: [randomTool] }) });
      try {
        const facts = factsOf(await stream.response);
        return { facts, hasEnd };
      } catch (error) {
        if (ProviderError.isInstance(error)) return { error, hasEnd };
        throw new Error('What was thrown is no ProviderError.', { cause: error });
      }
    },
    close: () => provider.close(),
  };
}

function open(
  subject: ConformanceSubject,
  wire: WireEncoder,
  given: { model: string; fetch: FetchLike },
): Provider {
  const origin = 'http://127.0.0.1:9';
  const registry = createRegistry();
  registry.register(subject.definition);
  const options = {
    ...{ ...given, maxRetries: 0 },
    ...(hasSetting(subject.definition, 'apiKey') && { apiKey: 'fuzz-key-0123456789' }),
    ...subject.options,
    ...(subject.connect?.(origin) ?? { baseUrl: `${origin}${wire.basePath ?? ''}` }),
  };
  return createProvider(subject.definition.type as string, options, { registry });
}

function toRawRequest(url: string, { method, headers, body = '' }: Parameters<FetchLike>[1]): RawRequest {
  const { pathname, search } = new URL(url);
  const parsed: unknown = body === '' ? undefined : JSON.parse(body);
  return { method, path: `${pathname}${search}`, headers, text: body, body: parsed, receivedAt: 0 };
}

async function plainAnswer({ status = 200, body }: WireResponse): ReturnType<FetchLike> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Map([['content-type', 'application/json']]);
  return { status, headers, body: iterate([Buffer.from(text)]), text: async () => text };
}

async function* iterate(reads: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const read of reads) yield read;
}

function encode(frames: readonly string[]): Uint8Array {
  return Buffer.from(frames.join(''));
}
