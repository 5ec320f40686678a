import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { type ChatEvent, type Provider, ProviderError, type StartEvent } from '@modelport/core';
import { fromCallOptions } from './call-options.js';
import { contentOf } from './content.js';
import { toPeerError } from './errors.js';
import { StreamPartWriter } from './stream-parts.js';
import { defined, toMetadata } from './support.js';
import { toPeerFinishReason, toPeerUsage, toPeerWarning } from './usage.js';

/** One of our providers as a model of the peer's interface. */
export function createLanguageModel(provider: Provider, modelId: string): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: provider.name,
    modelId,
    // We download nothing either: every URL is handed on.
    supportedUrls: { '*/*': [/.*/] },
    doGenerate: (call) => generate(provider, modelId, call),
    doStream: (call) => stream(provider, modelId, call),
  };
}

async function generate(
  provider: Provider,
  model: string,
  call: LanguageModelV4CallOptions,
): Promise<LanguageModelV4GenerateResult> {
  const { request, options, warnings } = fromCallOptions(call, provider.type);
  try {
    const response = await provider.chat({ ...request, model }, options);
    const { id, model: modelId, headers, finishReason, rawFinishReason, providerData } = response;
    return {
      content: contentOf(response) satisfies LanguageModelV4Content[],
      finishReason: toPeerFinishReason(finishReason, rawFinishReason),
      usage: toPeerUsage(response.usage),
      warnings: [...warnings, ...response.warnings.map(toPeerWarning)],
      response: { headers: { ...headers }, ...defined({ id, modelId }) },
      ...defined({ providerMetadata: toMetadata(providerData) }),
    };
  } catch (error) {
    throw toPeerError(error, provider.baseUrl);
  }
}

async function stream(
  provider: Provider,
  model: string,
  call: LanguageModelV4CallOptions,
): Promise<LanguageModelV4StreamResult> {
  const { request, options, warnings } = fromCallOptions(call, provider.type);
  const events = provider.stream({ ...request, model }, options)[Symbol.asyncIterator]();
  const writer = new StreamPartWriter();
  // What comes before the first content goes into the head of the peer's stream: headers and warnings.
  const first = await readHead(events, provider.baseUrl);
  const early = first.filter((event) => event.type === 'warning').map(({ warning }) => warning);
  const start = first.find((event): event is StartEvent => event.type === 'start');
  const parts = readParts(
    first,
    events,
    writer,
    [...warnings, ...early.map(toPeerWarning)],
    provider.baseUrl,
  );
  return {
    stream: streamOf(parts),
    response: { headers: { ...start?.headers } },
  };
}

/** Core holds everything but progress back until the first content: these events belong together. */
async function readHead(events: AsyncIterator<ChatEvent>, url: string | undefined): Promise<ChatEvent[]> {
  const head: ChatEvent[] = [];
  try {
    for (;;) {
      const { value, done } = await events.next();
      if (done) return head;
      head.push(value);
      if (!['start', 'warning', 'progress', 'raw', 'source'].includes(value.type)) return head;
    }
  } catch (error) {
    throw toPeerError(error, url);
  }
}

async function* readParts(
  head: readonly ChatEvent[],
  rest: AsyncIterator<ChatEvent>,
  writer: StreamPartWriter,
  warnings: ReturnType<typeof toPeerWarning>[],
  url: string | undefined,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  yield { type: 'stream-start', warnings };
  for (const event of head) yield* writer.write(event);
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield* writer.write(next.value);
  } catch (error) {
    const { code, partial } = ProviderError.from(error);
    const unified = code === 'STREAM_INTERRUPTED' ? 'interrupted' : 'error';
    yield { type: 'error', error: toPeerError(error, url) };
    yield { type: 'finish', finishReason: { unified, raw: undefined }, usage: toPeerUsage(partial?.usage) };
  } finally {
    await rest.return?.();
  }
}

/** Leaving the peer's stream leaves ours, which closes the connection. */
function streamOf<Part>(parts: AsyncGenerator<Part, void>): ReadableStream<Part> {
  return new ReadableStream<Part>({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await parts.return();
    },
  });
}
