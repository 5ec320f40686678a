import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DONE_FRAME, type Json, sseFrame } from '../openai/chat-wire.js';
import { isObject } from '../openai/checks.js';
import { embed } from '../openai/embeddings.js';
import { type RecordedRequest, recordRequest } from '../openai/recorded-request.js';
import { Refusal, refuse } from '../openai/refusal.js';
import { checkOpenRouterChat } from './check-openrouter-request.js';
import { listModels } from './list-models.js';
import { describeEndpoints, type FakeOpenRouterModel } from './openrouter-models.js';
import type { FakeOpenRouterReplies, FakeOpenRouterReply } from './openrouter-reply.js';
import {
  detailsOf,
  errorBody,
  type OpenRouterAnswer,
  openRouterChunks,
  openRouterCompletion,
  openRouterUsage,
} from './openrouter-wire.js';
import { routeChat } from './route-chat.js';

/** What a fake is made of. */
export interface FakeOpenRouterParts {
  readonly apiKey: string;
  readonly managementKey: string;
  readonly models: ReadonlyMap<string, FakeOpenRouterModel>;
  readonly pageSize: number | undefined;
  readonly generationMisses: number;
  readonly keyInfo: Readonly<Json>;
  readonly reply: FakeOpenRouterReplies;
}

const base = '/api/v1';

/** The server behind `startFakeOpenRouter()`. */
export class FakeOpenRouterHandler {
  readonly requests: RecordedRequest[] = [];
  readonly server: http.Server;
  readonly #parts: FakeOpenRouterParts;
  #reply: FakeOpenRouterReplies;
  #chats = 0;
  readonly #issued: unknown[] = [];
  readonly #generations = new Map<string, Json>();
  readonly #asked = new Map<string, number>();
  readonly #cached = new Set<string>();

  constructor(parts: FakeOpenRouterParts) {
    this.#parts = parts;
    this.#reply = parts.reply;
    this.server = http.createServer((request, response) => {
      // A client that hangs up in the middle of its body is no fault of the test.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  setReply(reply: FakeOpenRouterReplies): void {
    this.#reply = reply;
    this.#chats = 0;
  }

  async #handle(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const request = await recordRequest(incoming, response);
    this.requests.push(request);
    response.setHeader('cf-ray', `fake-${this.requests.length}`);
    try {
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendJson(response, errorBody(error), error.status);
    }
  }

  async #route(request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const { method, path, query } = request;
    const { models, pageSize, keyInfo } = this.#parts;
    if (!path.startsWith(`${base}/`)) return sendPage(response);
    const route = `${method} ${path.slice(base.length)}`;
    // The list of models is public.
    if (route === 'GET /models') return sendJson(response, listModels([...models.values()], query, pageSize));
    const key = this.#authorise(request);
    const endpointsOf = /^GET \/models\/([^/]+\/[^/]+)\/endpoints$/.exec(route)?.[1];
    if (endpointsOf !== undefined) {
      const model = models.get(decodeURIComponent(endpointsOf));
      if (model === undefined) throw new Refusal({ status: 404, message: 'Not Found' });
      return sendJson(response, describeEndpoints(model));
    }
    switch (route) {
      case 'GET /key':
        return sendJson(response, { data: { ...keyInfo, is_management_key: key === 'management' } });
      case 'GET /credits':
        if (key !== 'management')
          throw new Refusal({ status: 403, message: 'Only management keys can perform this operation' });
        return sendJson(response, { data: { total_credits: 110.5, total_usage: 25.75 } });
      case 'GET /generation':
        return sendJson(response, { data: this.#generation(query.get('id')) });
      case 'POST /chat/completions':
        return this.#chat(request, response);
      case 'POST /embeddings':
        return this.#embed(request, response);
      default:
        throw new Refusal({ status: 404, message: 'Not Found' });
    }
  }

  #authorise({ headers }: RecordedRequest): 'plain' | 'management' {
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    if (given === this.#parts.apiKey) return 'plain';
    if (given === this.#parts.managementKey) return 'management';
    throw new Refusal({
      status: 401,
      message: given === undefined ? 'No auth credentials found' : 'User not found.',
    });
  }

  async #chat(request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const body = bodyOf(request);
    checkOpenRouterChat(body, this.#issued);
    checkCacheHeaders(request);
    const route = routeChat(body, this.#parts.models);
    const reply = this.#nextReply(request);
    const id = `gen-fake-${this.#generations.size + 1}`;
    response.setHeader('x-generation-id', id);
    this.#cache(request, response);
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    await sleep(body['stream'] === true ? 0 : (reply.delay ?? 0));
    if (reply.error !== undefined) throw new Refusal(reply.error);
    const { debug } = body;
    const answer: OpenRouterAnswer = {
      ...route,
      reply,
      id,
      promptTokens: Math.ceil(JSON.stringify(body['messages']).length / 4),
      metadata:
        request.headers['x-openrouter-metadata'] === 'enabled'
          ? { requested: body['model'], strategy: 'direct' }
          : undefined,
      upstreamBody: isObject(debug) && debug['echo_upstream_body'] === true ? body : undefined,
    };
    this.#keep(answer, body);
    if (body['stream'] === true) return sendStream(answer, response);
    sendJson(response, openRouterCompletion(answer));
  }

  #nextReply(request: RecordedRequest): FakeOpenRouterReply {
    const index = this.#chats++;
    const reply = this.#reply;
    if (typeof reply === 'function') return reply(request);
    if (!isList(reply)) return reply;
    return reply[Math.min(index, reply.length - 1)] ?? {};
  }

  #cache({ headers, text }: RecordedRequest, response: http.ServerResponse): void {
    if (headers['x-openrouter-cache'] !== 'true') return;
    const known = this.#cached.has(text) && headers['x-openrouter-cache-clear'] !== 'true';
    this.#cached.add(text);
    response.setHeader('x-openrouter-cache-status', known ? 'HIT' : 'MISS');
    response.setHeader('x-openrouter-cache-ttl', headers['x-openrouter-cache-ttl'] ?? '300');
  }

  #keep(answer: OpenRouterAnswer, body: Json): void {
    const details = detailsOf(answer.reply);
    if (details.length > 0) this.#issued.push(JSON.parse(JSON.stringify(details)));
    const usage = openRouterUsage(answer);
    this.#generations.set(answer.id, {
      id: answer.id,
      model: answer.model.id,
      provider_name: answer.endpoint.provider,
      created_at: '2026-09-21T14:13:20.000Z',
      total_cost: usage['cost'],
      is_byok: usage['is_byok'],
      streamed: body['stream'] === true,
      cancelled: false,
      finish_reason: answer.reply.finishReason ?? 'stop',
      native_finish_reason: answer.reply.nativeFinishReason ?? 'completed',
      tokens_prompt: usage['prompt_tokens'],
      tokens_completion: usage['completion_tokens'],
      native_tokens_prompt: usage['prompt_tokens'],
      native_tokens_completion: usage['completion_tokens'],
      latency: 120,
      generation_time: 340,
    });
  }

  /** Not there right after the answer. */
  #generation(id: string | null): Json {
    if (id === null) refuse('id is required', 'id');
    const found = this.#generations.get(id);
    const asked = this.#asked.get(id) ?? 0;
    this.#asked.set(id, asked + 1);
    if (found !== undefined && asked >= this.#parts.generationMisses) return found;
    throw new Refusal({ status: 404, message: `Generation ${id} not found` });
  }

  #embed(request: RecordedRequest, response: http.ServerResponse): void {
    const { provider, input_type: _inputType, session_id: _session, ...body } = bodyOf(request);
    const route = routeChat({ model: body['model'], provider }, this.#parts.models);
    const answer = embed(body);
    const { total_tokens: tokens } = answer['usage'] as Json;
    const cost = Number((Number(tokens) * Number(route.endpoint.pricing['prompt'])).toPrecision(12));
    const usage = { ...(answer['usage'] as Json), cost, is_byok: false };
    response.setHeader('x-generation-id', 'gen-emb-fake');
    sendJson(response, { id: 'gen-emb-fake', provider: route.endpoint.provider, ...answer, usage });
  }
}

/** Before the first token there is nothing but comments. */
async function sendStream(answer: OpenRouterAnswer, response: http.ServerResponse): Promise<void> {
  const { reply } = answer;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(': OPENROUTER PROCESSING\n\n');
  await sleep(reply.delay ?? 0);
  response.write(': OPENROUTER PROCESSING\n\n');
  for (const chunk of openRouterChunks(answer)) {
    if (response.destroyed) return;
    response.write(sseFrame(chunk));
    if (reply.chunkDelay) await sleep(reply.chunkDelay);
  }
  const broken = reply.lateError !== undefined || reply.choiceError !== undefined;
  response.end(broken ? '' : DONE_FRAME);
}

function checkCacheHeaders({ headers }: RecordedRequest): void {
  const ttl = headers['x-openrouter-cache-ttl'];
  const seconds = Number(ttl);
  if (ttl !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400))
    refuse('X-OpenRouter-Cache-TTL must be from 1 to 86400', 'X-OpenRouter-Cache-TTL');
}

function bodyOf({ headers, body }: RecordedRequest): Json {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '') || !isObject(body))
    refuse('Invalid JSON payload received.', null);
  return body;
}

function isList(
  reply: FakeOpenRouterReply | readonly FakeOpenRouterReply[],
): reply is readonly FakeOpenRouterReply[] {
  return Array.isArray(reply);
}

/** Beside the API there is a web site. */
function sendPage(response: http.ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/html' });
  response.end('<!DOCTYPE html><html><head><title>Not Found | OpenRouter</title></head></html>');
}

function sendJson(response: http.ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
