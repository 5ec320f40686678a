import http, { type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../network/listen.js';
import { type RecordedRequest, recordRequest } from '../openai/recorded-request.js';
import { AnthropicRefusal, errorBody, statusOf } from './anthropic-refusal.js';
import { answerOf, encodeEvent } from './anthropic-wire.js';
import { type CheckedRequest, checkRequest } from './check-request.js';
import type { FakeAnthropicError, FakeAnthropicReplies, FakeAnthropicReply } from './fake-anthropic-reply.js';
import { defaultModels, type FakeClaude, pageOfModels } from './fake-models.js';

/** How a fake of Anthropic's API behaves. */
export interface FakeAnthropicOptions {
  /** What it answers to messages. Default: a short text. */
  reply?: FakeAnthropicReplies | undefined;
  /** Its models. Default: five, one for each way in which Claude models think. */
  models?: readonly FakeClaude[] | undefined;
  /** The key that it asks for. Default: `sk-ant-fake`. */
  apiKey?: string | undefined;
  /** Most models in one page of the list, whatever is asked for. Default: 1000, as the API. */
  pageSize?: number | undefined;
  /** The port. Default: a free one. */
  port?: number | undefined;
}

/** A fake of Anthropic's API that runs. */
export interface FakeAnthropic extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  /** The key to send. */
  readonly apiKey: string;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Changes what it answers from now on. */
  setReply(reply: FakeAnthropicReplies): void;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_REPLY: FakeAnthropicReply = { text: 'Hello from a fake that reads every request.' };

/**
 * Starts a fake of Anthropic's Messages API that refuses what the real one refuses, with its error bodies, and answers
 * messages, streams, counts of tokens and models. It knows its own thoughts again. Requests are recorded.
 */
export async function startFakeAnthropic(options: FakeAnthropicOptions = {}): Promise<FakeAnthropic> {
  const fake = new FakeAnthropicServer(options);
  const listening = await listen(fake.server, options.port);
  return {
    baseUrl: `http://127.0.0.1:${listening.port}`,
    apiKey: fake.apiKey,
    requests: fake.requests,
    get openSockets() {
      return listening.openSockets;
    },
    setReply: (reply) => fake.setReply(reply),
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

class FakeAnthropicServer {
  readonly requests: RecordedRequest[] = [];
  readonly server: http.Server;
  readonly apiKey: string;
  readonly #models: readonly FakeClaude[];
  readonly #pageSize: number;
  readonly #signatures = new Set<string>();
  #replies: FakeAnthropicReplies;
  #count = 0;

  constructor({ reply, models, apiKey, pageSize }: FakeAnthropicOptions) {
    this.#replies = reply ?? DEFAULT_REPLY;
    this.#models = models ?? defaultModels;
    this.apiKey = apiKey ?? 'sk-ant-fake';
    this.#pageSize = pageSize ?? 1000;
    this.server = http.createServer((request, response) => {
      // A client that hangs up in the middle of its body is no fault of the test.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  setReply(reply: FakeAnthropicReplies): void {
    this.#replies = reply;
    this.#count = 0;
  }

  async #handle(incoming: http.IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await recordRequest(incoming, response);
    this.requests.push(request);
    response.setHeader('request-id', `req_fake_${this.requests.length}`);
    try {
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof AnthropicRefusal)) throw error;
      sendError(response, error);
    }
  }

  async #route(request: RecordedRequest, response: ServerResponse): Promise<void> {
    const { 'x-api-key': key, 'anthropic-version': version, 'anthropic-beta': beta = '' } = request.headers;
    if (key === undefined) throw new AnthropicRefusal('authentication_error', 'x-api-key header is required');
    if (key !== this.apiKey) throw new AnthropicRefusal('authentication_error', 'invalid x-api-key');
    if (version !== '2023-06-01') {
      throw new AnthropicRefusal('invalid_request_error', 'anthropic-version: header is required');
    }
    const betas = String(beta).split(',');
    const isSigned = (signature: unknown) => this.#signatures.has(String(signature).split(':')[0] ?? '');
    const check = (isCount: boolean) =>
      checkRequest(request.body, { models: this.#models, betas, isCount, isSigned });
    switch (`${request.method} ${request.path}`) {
      case 'GET /v1/models':
        return sendJson(response, 200, pageOfModels(this.#models, request.query, this.#pageSize));
      case 'POST /v1/messages/count_tokens':
        check(true);
        return sendJson(response, 200, { input_tokens: tokensOf(request.body) });
      case 'POST /v1/messages':
        return this.#answer(request, response, check(false));
      default:
        throw new AnthropicRefusal('not_found_error', 'Not found');
    }
  }

  async #answer(request: RecordedRequest, response: ServerResponse, checked: CheckedRequest): Promise<void> {
    const inputTokens = tokensOf(request.body);
    const { contextLength } = checked.model;
    if (inputTokens > contextLength) {
      throw new AnthropicRefusal(
        'invalid_request_error',
        `prompt is too long: ${inputTokens} tokens > ${contextLength} maximum`,
      );
    }
    const reply = this.#nextReply(request);
    await sleep(reply.delay ?? 0);
    for (const [name, value] of Object.entries({ ...limits(), ...reply.headers }))
      response.setHeader(name, value);
    const error = reply.error ?? (checked.isStreamed ? undefined : reply.streamError);
    if (error !== undefined) return sendError(response, error);
    const answer = answerOf(reply, {
      ...{ id: `msg_fake_${this.requests.length}`, request: checked, inputTokens },
      sign: () => this.#sign(),
    });
    if (!checked.isStreamed) return sendJson(response, 200, answer.message);
    const { streamError } = reply;
    const last = streamError
      ? [errorBody(streamError.type, streamError.message, String(response.getHeader('request-id')))]
      : answer.end;
    await sendEvents(response, [...answer.content, ...(last as typeof answer.end)], reply.chunkDelay);
  }

  #sign(): string {
    const signature = `sig${this.#signatures.size + 1}==`;
    this.#signatures.add(signature);
    return signature;
  }

  #nextReply(request: RecordedRequest): FakeAnthropicReply {
    const number = this.#count++;
    const replies = this.#replies;
    if (typeof replies === 'function') return replies(request);
    if (!isList(replies)) return replies;
    return replies[Math.min(number, replies.length - 1)] ?? DEFAULT_REPLY;
  }
}

function isList(
  replies: FakeAnthropicReply | readonly FakeAnthropicReply[],
): replies is readonly FakeAnthropicReply[] {
  return Array.isArray(replies);
}

/** The fake's idea of tokens: four characters each, of what the model reads. */
function tokensOf(body: unknown): number {
  const { messages, system, tools } = body as Record<string, unknown>;
  return Math.ceil(JSON.stringify([messages, system, tools]).length / 4);
}

/** https://platform.claude.com/docs/en/api/rate-limits#response-headers */
function limits(): Record<string, string> {
  const reset = new Date(Date.now() + 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const window = (kind: string, limit: number) => ({
    [`anthropic-ratelimit-${kind}-limit`]: String(limit),
    [`anthropic-ratelimit-${kind}-remaining`]: String(limit - 1),
    [`anthropic-ratelimit-${kind}-reset`]: reset,
  });
  return {
    ...window('requests', 1000),
    ...window('input-tokens', 80_000),
    ...window('output-tokens', 16_000),
    ...window('tokens', 96_000),
  };
}

function sendError(response: ServerResponse, { type, message, ...error }: FakeAnthropicError): void {
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  const requestId = String(response.getHeader('request-id'));
  sendJson(response, error.status ?? statusOf(type), errorBody(type, message, requestId));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

async function sendEvents(
  response: ServerResponse,
  events: readonly Parameters<typeof encodeEvent>[0][],
  delay = 0,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  for (const event of events) {
    if (response.destroyed) return;
    response.write(encodeEvent(event));
    if (delay > 0) await sleep(delay);
  }
  response.end();
}
