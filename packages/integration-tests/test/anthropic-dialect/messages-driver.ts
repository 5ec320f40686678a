import type {
  CallContext,
  ChatEvent,
  DriverContext,
  DriverModel,
  DriverRequest,
  ProviderDriver,
  StartEvent,
} from '@modelport/core';
import {
  collectHeaders,
  createTransport,
  readServerSentEvents,
  type Transport,
  type TransportResponse,
} from '@modelport/provider-utils';
import { toProviderError } from './errors.js';
import { MessagesReader, readError } from './from-wire.js';
import { toMessagesBody } from './to-wire.js';
import type { WireAnswer } from './wire.js';

/** Options of the driver; what core resolves itself (`apiKey`, `headers`, the timers) is not among them. */
export interface MessagesDriverOptions {
  readonly baseUrl: string;
  readonly maxTokens: number;
}

/** Speaks Anthropic's dialect: `POST /v1/messages`. */
export class MessagesDriver implements ProviderDriver {
  readonly #options: MessagesDriverOptions;
  readonly #type: string;
  readonly #transport: Transport;

  constructor(options: MessagesDriverOptions, context: DriverContext) {
    this.#options = options;
    this.#type = context.type;
    this.#transport = createTransport({ fetch: context.fetch });
  }

  async *stream(request: DriverRequest, call: CallContext): AsyncGenerator<ChatEvent[], void> {
    const response = await this.#post('messages', { ...this.#body(request, call), stream: true }, call);
    const reader = this.#reader(request, response);
    for await (const frames of readServerSentEvents(response.body)) {
      yield frames.flatMap((frame) => reader.read(frame));
    }
    yield reader.end();
  }

  async chat(request: DriverRequest, call: CallContext): Promise<ChatEvent[]> {
    const response = await this.#post('messages', this.#body(request, call), call);
    return this.#reader(request, response).readAnswer((await readJson(response)) as WireAnswer);
  }

  async countTokens(request: DriverRequest, call: CallContext): Promise<number> {
    const { max_tokens: _, ...body } = this.#body(request, call);
    const response = await this.#post('messages/count_tokens', body, call);
    return ((await readJson(response)) as { input_tokens: number }).input_tokens;
  }

  async listModels(call: CallContext): Promise<DriverModel[]> {
    const response = await this.#send('GET', 'models', undefined, call);
    const { data } = (await readJson(response)) as { data: { id: string; display_name?: string }[] };
    return data.map(({ id, display_name: name }) => ({ id, ...(name && { name }) }));
  }

  #body(request: DriverRequest, call: CallContext): ReturnType<typeof toMessagesBody> {
    return toMessagesBody(request, { defaultMaxTokens: this.#options.maxTokens, warn: call.warn });
  }

  #reader(request: DriverRequest, response: TransportResponse): MessagesReader {
    return new MessagesReader({ type: this.#type, includeRaw: request.includeRaw, head: headOf(response) });
  }

  #post(path: string, body: object, call: CallContext): Promise<TransportResponse> {
    return this.#send('POST', path, JSON.stringify(body), call);
  }

  async #send(
    method: string,
    path: string,
    body: string | undefined,
    call: CallContext,
  ): Promise<TransportResponse> {
    const response = await this.#transport({
      url: `${this.#options.baseUrl}/${path}`,
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        'anthropic-version': '2023-06-01',
        ...(call.apiKey !== undefined && { 'x-api-key': call.apiKey }),
        ...call.headers,
      },
      body,
      signal: call.signal,
      onConnecting: call.onConnecting,
      onConnected: call.onConnected,
    });
    if (response.status < 400) return response;
    const error = readError(await response.body.text());
    throw toProviderError(error, { ...headOf(response), status: response.status });
  }
}

async function readJson(response: TransportResponse): Promise<unknown> {
  return JSON.parse(await response.body.text());
}

function headOf(response: TransportResponse): Omit<StartEvent, 'type' | 'id' | 'model'> {
  const headers = collectHeaders(response.headers);
  const requestId = headers['request-id'];
  return { headers, ...(requestId !== undefined && { requestId }) };
}
