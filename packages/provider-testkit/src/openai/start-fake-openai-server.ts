import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../network/listen.js';
import { answerChat } from './answer-chat.js';
import { isObject } from './checks.js';
import { embed } from './embeddings.js';
import type { FakeReply } from './fake-reply.js';
import { type RecordedRequest, recordRequest } from './recorded-request.js';
import { Refusal, refuse } from './refusal.js';

/** What the fake answers: one reply for all, a list of which the last repeats, or a function of the request. */
export type FakeReplies = FakeReply | readonly FakeReply[] | ((request: RecordedRequest) => FakeReply);

/** How a fake OpenAI server behaves. */
export interface FakeOpenAIServerOptions {
  /** What it answers to chats. Default: a short text. */
  reply?: FakeReplies | undefined;
  /** The key that it accepts. Default: `sk-fake`; `null` for a server that asks for none. */
  apiKey?: string | null | undefined;
  /** The chat models that it serves. Default: `gpt-fake`. */
  models?: readonly string[] | undefined;
  /** Chat models that are reasoning models: they refuse `max_tokens` and sampling settings. Default: `o-fake`. */
  reasoningModels?: readonly string[] | undefined;
  /** The embedding models that it serves. Default: `embedding-fake`. */
  embeddingModels?: readonly string[] | undefined;
  /** Request fields that it accepts beyond OpenAI's, for tests of compatible servers. Default: none. */
  extraFields?: readonly string[] | undefined;
  /** Tokens of context (four characters each); longer prompts are refused. Default: 100,000. */
  contextLength?: number | undefined;
}

/** A fake of OpenAI's API that runs. */
export interface FakeOpenAIServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/v1`, as OpenAI's clients take it. */
  readonly baseUrl: string;
  /** The same without `/v1`. */
  readonly origin: string;
  /** The key to send; empty if none is asked for. */
  readonly apiKey: string;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Changes what it answers from now on. */
  setReply(reply: FakeReplies): void;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_REPLY: FakeReply = { text: 'Hello from a fake that reads every request.' };
const VERSION_HEADERS = { 'openai-version': '2020-10-01', 'openai-processing-ms': '1' };
const RATE_LIMIT_HEADERS = {
  'x-ratelimit-limit-requests': '10000',
  'x-ratelimit-limit-tokens': '2000000',
  'x-ratelimit-remaining-requests': '9999',
  'x-ratelimit-remaining-tokens': '1999990',
  'x-ratelimit-reset-requests': '6ms',
  'x-ratelimit-reset-tokens': '6m0s',
};

/**
 * Starts a fake of OpenAI's chat completions, models and embeddings that refuses what the real API refuses, with
 * its error bodies. Requests are recorded. One difference is meant: a wrong key is echoed whole, so that tests see
 * whether it leaks.
 */
export async function startFakeOpenAIServer(
  options: FakeOpenAIServerOptions = {},
): Promise<FakeOpenAIServer> {
  const fake = new FakeOpenAI(options);
  const listening = await listen(fake.server);
  const origin = `http://127.0.0.1:${listening.port}`;
  return {
    baseUrl: `${origin}/v1`,
    origin,
    apiKey: fake.apiKey ?? '',
    requests: fake.requests,
    get openSockets() {
      return listening.openSockets;
    },
    setReply: (reply) => fake.setReply(reply),
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

class FakeOpenAI {
  readonly apiKey: string | null;
  readonly requests: RecordedRequest[] = [];
  readonly server: http.Server;
  readonly #models: ReadonlyMap<string, 'chat' | 'reasoning' | 'embedding'>;
  readonly #extraFields: readonly string[];
  readonly #contextLength: number;
  #reply: FakeReplies;
  #chats = 0;

  constructor(options: FakeOpenAIServerOptions) {
    this.apiKey = options.apiKey === undefined ? 'sk-fake' : options.apiKey;
    this.#reply = options.reply ?? DEFAULT_REPLY;
    this.#extraFields = options.extraFields ?? [];
    this.#contextLength = options.contextLength ?? 100_000;
    this.#models = new Map([
      ...(options.models ?? ['gpt-fake']).map((id) => [id, 'chat'] as const),
      ...(options.reasoningModels ?? ['o-fake']).map((id) => [id, 'reasoning'] as const),
      ...(options.embeddingModels ?? ['embedding-fake']).map((id) => [id, 'embedding'] as const),
    ]);
    this.server = http.createServer((request, response) => {
      // A client that hangs up in the middle of its body is no fault of the test.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  setReply(reply: FakeReplies): void {
    this.#reply = reply;
    this.#chats = 0;
  }

  async #handle(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const request = await recordRequest(incoming, response);
    const id = `req_fake_${this.requests.push(request)}`;
    for (const [name, value] of Object.entries({ ...VERSION_HEADERS, 'x-request-id': id })) {
      response.setHeader(name, value);
    }
    try {
      this.#authorise(request);
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendJson(response, error.status, error);
    }
  }

  #authorise({ headers }: RecordedRequest): void {
    if (this.apiKey === null) return;
    const given = headers.authorization?.replace(/^Bearer /, '');
    if (given === this.apiKey) return;
    if (given === undefined || given === '') {
      throw new Refusal({ status: 401, message: 'No API key: send it as "Authorization: Bearer KEY".' });
    }
    throw new Refusal({
      status: 401,
      message: `Incorrect API key provided: ${given}.`,
      code: 'invalid_api_key',
    });
  }

  async #route(request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const { method, path } = request;
    const modelId = /^\/v1\/models\/(.+)$/.exec(path)?.[1];
    const expected = { '/v1/chat/completions': 'POST', '/v1/embeddings': 'POST', '/v1/models': 'GET' }[path];
    if (expected === undefined && modelId === undefined) {
      throw new Refusal({ status: 404, message: `Invalid URL (${method} ${path})` });
    }
    if (method !== (expected ?? 'GET')) {
      throw new Refusal({ status: 405, message: `${method} is not allowed on ${path}.` });
    }
    if (modelId !== undefined)
      return sendJson(response, 200, this.#describeModel(decodeURIComponent(modelId)));
    if (path === '/v1/models') {
      const data = [...this.#models.keys()].map((id) => this.#describeModel(id));
      return sendJson(response, 200, { object: 'list', data });
    }
    const body = readBody(request);
    if (path === '/v1/embeddings') {
      const answer = embed(body);
      this.#requireModel(body, ['embedding']);
      return sendJson(response, 200, answer);
    }
    await this.#chat(request, body, response);
  }

  async #chat(
    request: RecordedRequest,
    body: Record<string, unknown>,
    response: http.ServerResponse,
  ): Promise<void> {
    const reasoning = this.#models.get(String(body['model'])) === 'reasoning';
    const rules = { extraFields: this.#extraFields, reasoning, contextLength: this.#contextLength };
    const answer = answerChat(body, rules, () => this.#requireModel(body, ['chat', 'reasoning']));
    const reply = this.#nextReply(request);
    await sleep(reply.delay ?? 0);
    for (const [name, value] of Object.entries({ ...RATE_LIMIT_HEADERS, ...reply.headers })) {
      response.setHeader(name, value);
    }
    if (reply.error !== undefined) throw new Refusal(reply.error);
    await answer(reply, response, this.#chats);
  }

  #nextReply(request: RecordedRequest): FakeReply {
    const index = this.#chats++;
    const reply = this.#reply;
    if (typeof reply === 'function') return reply(request);
    if (!isList(reply)) return reply;
    return reply[Math.min(index, reply.length - 1)] ?? DEFAULT_REPLY;
  }

  #requireModel({ model }: Record<string, unknown>, kinds: readonly string[]): void {
    const kind = this.#models.get(String(model));
    if (kind === undefined) throw unknownModel(String(model));
    if (!kinds.includes(kind)) {
      throw new Refusal({ status: 404, message: `The model '${model}' is of another kind.`, param: 'model' });
    }
  }

  #describeModel(id: string): Record<string, unknown> {
    if (!this.#models.has(id)) throw unknownModel(id);
    return { id, object: 'model', created: 1_790_000_000, owned_by: 'fake' };
  }
}

function isList(reply: FakeReply | readonly FakeReply[]): reply is readonly FakeReply[] {
  return Array.isArray(reply);
}

function unknownModel(id: string): Refusal {
  const message = `The model '${id}' does not exist or you do not have access to it.`;
  return new Refusal({ status: 404, message, param: 'model', code: 'model_not_found' });
}

function readBody({ headers, body }: RecordedRequest): Record<string, unknown> {
  const type = headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    refuse(`Invalid Content-Type header (${type || 'none'}), expected application/json.`, null);
  }
  if (!isObject(body)) refuse('The JSON body of your request could not be parsed.', null);
  return body;
}

function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
