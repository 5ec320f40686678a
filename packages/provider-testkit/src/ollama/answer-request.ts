import type { ServerResponse } from 'node:http';
import type { RecordedRequest } from '../openai/recorded-request.js';
import { answerEmbed, answerEmbeddings } from './answer-embed.js';
import { answerGeneration, type GenerationServer } from './answer-generation.js';
import { answerCopy, answerDelete } from './answer-models.js';
import { answerPull, type FakeOllamaPull } from './answer-pull.js';
import { requireModel } from './check-generation.js';
import { psEntry, showAnswer, tagsEntry } from './describe-models.js';
import type { FakeOllamaReply } from './fake-ollama-reply.js';
import { OllamaRefusal } from './ollama-refusal.js';
import { type BodyPath, readBody } from './request-types.js';
import { sendEmpty, sendJson, sendText } from './send.js';

type Json = Record<string, unknown>;
type Answer = (
  request: RecordedRequest,
  response: ServerResponse,
  state: OllamaState,
) => Promise<void> | void;

/** What the server knows and has. */
export interface OllamaState extends Omit<GenerationServer, 'nextReply'> {
  readonly pulls: readonly FakeOllamaPull[];
  readonly apiKey: string | undefined;
  readonly version: string;
  nextReply(request: RecordedRequest): { readonly reply: FakeOllamaReply; readonly number: number };
}

const GET: Readonly<Record<string, Answer>> = {
  '/': (_, response) => sendText(response, 200, 'Ollama is running'),
  '/api/version': (_, response, { version }) => sendJson(response, 200, { version }),
  '/api/status': (_, response) => sendJson(response, 200, { cloud: { disabled: false, source: 'none' } }),
  '/api/tags': (_, response, { models, legacy }) =>
    sendJson(response, 200, { models: models.list().map((model) => tagsEntry(model, legacy)) }),
  '/api/ps': (_, response, { models, legacy }) =>
    sendJson(response, 200, { models: models.loaded().map((loaded) => psEntry(loaded, legacy)) }),
};

const POST: Readonly<Record<string, Answer>> = {
  '/api/chat': (request, response, state) => generate('chat', request, response, state),
  '/api/generate': (request, response, state) => generate('generate', request, response, state),
  '/api/embed': withBody('/api/embed', (body, response, { models }) =>
    sendJson(response, 200, answerEmbed(body, models)),
  ),
  '/api/embeddings': withBody('/api/embeddings', (body, response, { models }) =>
    sendJson(response, 200, answerEmbeddings(body, models)),
  ),
  '/api/show': withBody('/api/show', (body, response, { models, legacy }) => {
    const name = body['model'] || body['name'];
    const model = requireModel(models, name, undefined, `model '${withTag(name)}' not found`);
    sendJson(response, 200, showAnswer(model, legacy));
  }),
  '/api/pull': withBody('/api/pull', (body, response, { pulls, models }) =>
    answerPull(body, pulls, models, response),
  ),
  '/api/copy': withBody('/api/copy', (body, response, { models }) => {
    answerCopy(body, models);
    sendEmpty(response, 200);
  }),
};

const DELETE: Readonly<Record<string, Answer>> = {
  '/api/delete': withBody('/api/delete', (body, response, { models }) => {
    answerDelete(body, models);
    sendEmpty(response, 200);
  }),
};

const ROUTES: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  GET,
  HEAD: {
    '/': GET['/'] as Answer,
    '/api/version': GET['/api/version'] as Answer,
    '/api/tags': GET['/api/tags'] as Answer,
  },
  POST,
  DELETE,
};

const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(:\d+)?$/;

/**
 * Answers a request.
 *
 * @throws OllamaRefusal for what the real server refuses
 */
export async function answerRequest(
  request: RecordedRequest,
  response: ServerResponse,
  state: OllamaState,
): Promise<void> {
  const { method, path, headers } = request;
  if (!OWN_HOST.test(headers.host ?? '') || isForeign(headers.origin)) return sendEmpty(response, 403);
  const answer = ROUTES[method]?.[path];
  if (answer === undefined) {
    const known = Object.values(ROUTES).some((routes) => Object.hasOwn(routes, path));
    return known
      ? sendText(response, 405, '405 method not allowed')
      : sendText(response, 404, '404 page not found');
  }
  if (state.apiKey !== undefined && headers.authorization !== `Bearer ${state.apiKey}`) {
    throw new OllamaRefusal(401, 'unauthorized', {
      signin_url: 'https://ollama.com/connect?name=fake&key=ZmFrZQ',
    });
  }
  await answer(request, response, state);
}

function generate(
  kind: 'chat' | 'generate',
  request: RecordedRequest,
  response: ServerResponse,
  state: OllamaState,
): Promise<void> {
  const { models, legacy, loadDelay, signedIn } = state;
  const nextReply = () => state.nextReply(request);
  const server = { models, legacy, loadDelay, signedIn, nextReply };
  return answerGeneration(kind, readBody(`/api/${kind}`, request.text), server, response);
}

function withBody(
  path: BodyPath,
  answer: (body: Json, response: ServerResponse, state: OllamaState) => Promise<void> | void,
): Answer {
  return (request, response, state) => answer(readBody(path, request.text), response, state);
}

function withTag(name: unknown): string {
  return String(name).includes(':') ? String(name) : `${name}:latest`;
}

/** Whether a page of another site asks, which browsers are to keep out. */
function isForeign(origin: string | undefined): boolean {
  return (
    origin !== undefined && /^https?:/.test(origin) && !OWN_HOST.test(origin.replace(/^https?:\/\//, ''))
  );
}
