import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkChat, contextOf, sendChat } from './answer-chat.js';
import type { Json } from './chat-wire.js';
import { isObject } from './checks.js';
import {
  type Dialect,
  errorOf,
  type FakeAnswer,
  type FakeModel,
  type Operation,
  refusalAnswer,
  type ServerState,
  sendAnswer,
} from './dialect.js';
import { embed } from './embeddings.js';
import type { FakeReplies, FakeReply } from './fake-reply.js';
import { findOperation, findRoute, OPERATIONS } from './find-route.js';
import { type RecordedRequest, recordRequest } from './recorded-request.js';
import { Refusal, refuse } from './refusal.js';

/** What a fake is made of. */
export interface FakeOpenAIParts {
  readonly dialect: Dialect;
  readonly state: ServerState;
  readonly apiKey: string | null;
  readonly reply: FakeReplies;
  readonly extraFields: readonly string[];
}

/** The server behind `startFakeOpenAIServer()`: takes a request, checks it, and answers in its dialect. */
export class FakeOpenAI {
  readonly requests: RecordedRequest[] = [];
  readonly server: http.Server;
  readonly #parts: FakeOpenAIParts;
  #reply: FakeReplies;
  #chats = 0;

  constructor(parts: FakeOpenAIParts) {
    this.#parts = parts;
    this.#reply = parts.reply;
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
    const { dialect } = this.#parts;
    const request = await recordRequest(incoming, response);
    const number = this.requests.push(request);
    setHeaders(response, dialect.headers?.(number));
    try {
      this.#authorise(request);
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendAnswer(response, dialect, refusalAnswer(dialect, error));
    }
  }

  #authorise(request: RecordedRequest): void {
    const { apiKey, dialect } = this.#parts;
    if (apiKey === null || dialect.needsKey?.(request) === false) return;
    const { authorization } = request.headers;
    const bare = (dialect.keyHeaders ?? []).map((name) => request.headers[name]);
    const given = [/^Bearer (.+)$/i.exec(authorization ?? '')?.[1], ...bare].find((key) => key);
    if (given === apiKey) return;
    if (given === undefined) {
      throw new Refusal({ status: 401, message: 'No API key: send it as "Authorization: Bearer KEY".' });
    }
    throw new Refusal({
      status: 401,
      message: `Incorrect API key provided: ${given}.`,
      code: 'invalid_api_key',
    });
  }

  async #route(request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const { dialect, state } = this.#parts;
    const route = findRoute(dialect.routes, request);
    const answer =
      dialect.before?.(request, state) ?? (typeof route === 'function' ? route(request, state) : route);
    if (answer !== undefined) return sendAnswer(response, dialect, answer);
    const operation = findOperation(dialect, request);
    const method = operation && (OPERATIONS[operation.path] ?? 'GET');
    if (operation === undefined || method !== request.method) {
      return sendAnswer(response, dialect, this.#unknownRoute(request, operation !== undefined));
    }
    await this.#operate(operation, request, response);
  }

  #unknownRoute(request: RecordedRequest, known: boolean): FakeAnswer {
    const answer = this.#parts.dialect.unknownRoute?.(request, known);
    if (answer !== undefined) return answer;
    const { method, path } = request;
    if (known) throw new Refusal({ status: 405, message: `${method} is not allowed on ${path}.` });
    throw new Refusal({ status: 404, message: `Invalid URL (${method} ${path})` });
  }

  async #operate(
    { path, model }: Operation,
    request: RecordedRequest,
    response: http.ServerResponse,
  ): Promise<void> {
    const { dialect, state } = this.#parts;
    if (path.startsWith('models')) {
      return sendAnswer(response, dialect, { body: this.#listModels(path.slice('models/'.length)) });
    }
    // Who ignores the model does not ask for one either.
    const [served] = state.models.keys();
    const unasked = dialect.ignoresModel ? { model: served } : {};
    const body = { ...unasked, ...readBody(request), ...(model === undefined ? {} : { model }) };
    if (path === 'chat/completions') return this.#chat(request, body, response);
    const answer = embed(body);
    this.#useModel(body, ['embedding']);
    sendAnswer(response, dialect, { body: answer });
  }

  async #chat(request: RecordedRequest, body: Json, response: http.ServerResponse): Promise<void> {
    const { dialect, state, extraFields } = this.#parts;
    const { contextLength, models } = state;
    const reasoning =
      dialect.request === undefined && models.get(String(body['model']))?.kind === 'reasoning';
    const rules = { extraFields, reasoning, contextLength, request: dialect.request };
    const tokens = checkChat(body, rules, () => this.#useModel(body, ['chat', 'reasoning']));
    const given = this.#nextReply(request);
    const reply = dialect.reply?.(given, body) ?? given;
    if (dialect.prelude === undefined || reply.error !== undefined) await sleep(reply.delay ?? 0);
    setHeaders(response, { ...dialect.chatHeaders, ...reply.headers });
    if (reply.error !== undefined) throw errorOf(dialect, reply.error);
    const context = contextOf(body, dialect, `chatcmpl-fake-${this.#chats}`, tokens);
    await sendChat({ reply, dialect, request, response, context }, body['stream'] === true);
  }

  #nextReply(request: RecordedRequest): FakeReply {
    const index = this.#chats++;
    const reply = this.#reply;
    if (typeof reply === 'function') return reply(request);
    if (!isList(reply)) return reply;
    return reply[Math.min(index, reply.length - 1)] ?? {};
  }

  #useModel(body: Json, kinds: readonly FakeModel['kind'][]): void {
    const { dialect, state } = this.#parts;
    const { model: id } = body;
    const first = [...state.models.values()].find(({ kind }) => kinds.includes(kind));
    const model = dialect.ignoresModel ? first : state.models.get(String(id));
    if (model === undefined) throw unknownModel(String(id));
    if (!kinds.includes(model.kind)) {
      throw new Refusal({ status: 404, message: `The model '${id}' is of another kind.`, param: 'model' });
    }
    body['model'] = model.id;
    dialect.use?.(model);
  }

  /** The model with this id, or the list of all of them. */
  #listModels(id: string): unknown {
    const { dialect, state } = this.#parts;
    const describe = dialect.describeModel ?? describeModel;
    if (id !== '') {
      const model = state.models.get(decodeURIComponent(id));
      if (model === undefined) throw unknownModel(decodeURIComponent(id));
      return describe(model, state);
    }
    const data = [...state.models.values()].map((model) => describe(model, state));
    return dialect.listModels?.(data) ?? { object: 'list', data };
  }
}

function describeModel({ id }: FakeModel): Json {
  return { id, object: 'model', created: 1_790_000_000, owned_by: 'fake' };
}

function isList(reply: FakeReply | readonly FakeReply[]): reply is readonly FakeReply[] {
  return Array.isArray(reply);
}

function unknownModel(id: string): Refusal {
  const message = `The model '${id}' does not exist or you do not have access to it.`;
  return new Refusal({ status: 404, message, param: 'model', code: 'model_not_found' });
}

function readBody({ headers, body }: RecordedRequest): Json {
  const type = headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    refuse(`Invalid Content-Type header (${type || 'none'}), expected application/json.`, null);
  }
  if (!isObject(body)) refuse('The JSON body of your request could not be parsed.', null);
  return body;
}

function setHeaders(response: http.ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
