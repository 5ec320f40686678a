import type { CallContext, ChatEvent, DriverContext, DriverRequest, ProviderDriver } from '@modelport/core';
import {
  createTransport,
  httpError,
  joinUrl,
  MalformedFrames,
  parseJson,
  readErrorAnswer,
  readJson,
  readServerSentEvents,
  startEvent,
  type TransportResponse,
} from '@modelport/provider-utils';
import type { Breakage } from './breakage.js';
import { type Chunk, ReferenceReader } from './reference-from-wire.js';
import { createSideCalls, notAnAnswer } from './reference-side-calls.js';
import { toBody } from './reference-to-wire.js';

/** Options of the reference provider. */
export interface ReferenceOptions {
  readonly baseUrl: string;
  readonly model?: string;
}

/** The plainest driver that keeps the contract, with a place for each thing that can be done wrong. */
export function createReferenceDriver(
  options: ReferenceOptions,
  context: DriverContext,
  broken: Breakage,
): ProviderDriver {
  const transport = createTransport({ fetch: context.fetch });

  async function send(path: string, call: CallContext, body?: object): Promise<TransportResponse> {
    const usual = {
      url: joinUrl(options.baseUrl, path),
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(call.apiKey && { authorization: `Bearer ${call.apiKey}` }),
        ...call.headers,
      },
      body: body && JSON.stringify(body),
      signal: call.signal,
      onConnecting: call.onConnecting,
      onConnected: call.onConnected,
    };
    const request = broken.request?.(usual, call) ?? usual;
    const response = await (broken.send?.(() => transport(request), request, call) ?? transport(request));
    if (response.status <= 299) return response;
    throw failed(
      httpError({ ...response, body: await readErrorAnswer(response), secrets: [call.apiKey] }),
      call,
    );
  }

  const failed = (error: Error, call: CallContext): Error => broken.error?.(error, call) ?? error;

  const bodyOf = (request: DriverRequest, call: CallContext, stream: boolean): object => {
    const body = toBody(request, stream, { type: context.type, warn: call.warn });
    return broken.body?.(body, request, call, stream) ?? body;
  };

  const read = (
    reader: ReferenceReader,
    chunk: Chunk,
    { request, call, stream }: { request: DriverRequest; call: CallContext; stream: boolean },
  ): readonly ChatEvent[] => {
    if (chunk.error) throw failed(httpError({ body: chunk, secrets: [call.apiKey] }), call);
    const kept = broken.chunk ? broken.chunk(chunk, stream) : chunk;
    const raw: ChatEvent[] = request.includeRaw ? [{ type: 'raw', data: chunk }] : [];
    const events = [...raw, ...(kept ? reader.read(kept) : [])];
    return broken.events?.(events, request, stream) ?? events;
  };

  /** Also for a stream that comes as something else: a server may know none, and a web page is no answer. */
  const readPlain = async (
    response: TransportResponse,
    facts: Parameters<typeof read>[2],
  ): Promise<readonly ChatEvent[]> => {
    const reader = new ReferenceReader();
    const answer = (await readJson(response)) as Chunk | null;
    if (typeof answer !== 'object' || answer === null) throw notAnAnswer();
    const events = read(reader, answer, facts);
    if (!reader.finish) throw notAnAnswer();
    return [startEvent(response), ...events, reader.finish];
  };

  const driver: ProviderDriver = {
    async *stream(request, call) {
      const response = await send('/chat/completions', call, bodyOf(request, call, true));
      const facts = { request, call, stream: true };
      if (!response.headers.get('content-type')?.includes('event-stream')) {
        yield await readPlain(response, facts);
        return;
      }
      const reader = new ReferenceReader();
      const malformed = new MalformedFrames({ frame: 'event', warn: call.warn });
      // Held until something is read: headers alone are no sign of life.
      const start = [startEvent(response)];
      if (broken.atHeaders) yield start.splice(0).flatMap(broken.atHeaders);
      const readFrame = (data: string): readonly ChatEvent[] => {
        if (data === '[DONE]' || data === '') return [];
        const chunk = parseJson(broken.frame?.(data) ?? data) as Chunk | undefined;
        if (typeof chunk === 'object' && chunk !== null) {
          malformed.reset();
          return read(reader, chunk, facts);
        }
        const failure = malformed.count(data);
        if (failure) throw failure;
        return [];
      };
      for await (const frames of readServerSentEvents(response.body)) {
        const events: ChatEvent[] = [];
        let broke: unknown;
        for (const { data } of frames) {
          try {
            events.push(...readFrame(data));
          } catch (error) {
            broke = error;
            break;
          }
        }
        // What came before an error in the same read is handed out first.
        yield events.length > 0 ? [...start.splice(0), ...events] : [];
        if (broke !== undefined) throw broke;
      }
      const failure = malformed.judge();
      if (failure) throw failure;
      if (reader.finish) yield [reader.finish];
    },
    async chat(request, call) {
      const response = await send('/chat/completions', call, bodyOf(request, call, false));
      return readPlain(response, { request, call, stream: false });
    },
    ...createSideCalls({
      model: options.model,
      send,
      bodyOf: (request, call) => bodyOf(request, call, false),
    }),
  };
  return broken.driver?.(driver) ?? driver;
}
