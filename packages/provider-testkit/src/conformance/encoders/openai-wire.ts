import type { ErrorCode } from '@modelport/core';
import type { RawRequest } from '../../network/request-reader.js';
import { DONE_FRAME, type Json, sseFrame } from '../../openai/chat-wire.js';
import { checkChatRequest } from '../../openai/check-chat-request.js';
import {
  type Dialect,
  type FakeAnswer,
  type FakeModel,
  refusalAnswer,
  type ServerState,
} from '../../openai/dialect.js';
import { findOperation, findRoute } from '../../openai/find-route.js';
import type { RecordedRequest } from '../../openai/recorded-request.js';
import { Refusal } from '../../openai/refusal.js';
import type {
  BackendFacts,
  Failure,
  Operation,
  ReceivedChat,
  WireEncoder,
  WireGap,
  WireResponse,
} from '../wire-encoder.js';
import { writeEmbeddings } from './openai-embeddings.js';
import { failureOf } from './openai-failures.js';
import { openAIFrames, openAIWhole } from './openai-frames.js';
import { type OpenAIVariant, type OpenAIWireName, openAIVariants } from './openai-variants.js';
import { openAIWireCases } from './openai-wire-cases.js';
import { readOpenAIChat, readOpenAIEmbed } from './read-openai-request.js';
import { recordedRequest } from './recorded-request.js';

/**
 * The wire of OpenAI's Chat Completions, or of one who imitates it, as server-sent events. Strict: it refuses what the real
 * one refuses, and unknown fields even where the real one ignores them. A base for others:
 * `{ ...createOpenAIWire('compatible'), failure: … }`.
 */
export function createOpenAIWire(name: OpenAIWireName = 'openai'): WireEncoder {
  const variant = openAIVariants[name];
  const { title, dialect, lacks = openAIGaps, tokenCount, version, inStream = labelled } = variant;
  const refusal = (failure: Failure) => {
    const error = failureOf(variant.failures, failure);
    // When to try again is for a case to say.
    return error && new Refusal({ ...error, headers: {} });
  };
  return {
    name: title,
    basePath: dialect.basePaths?.[0] ?? '/v1',
    streamType: 'text/event-stream',
    lacks,
    cases: openAIWireCases,
    version,
    operation: (request) => operationOf(variant, request),
    isStreamed: ({ body }) => (body as Json | undefined)?.['stream'] === true,
    frames: (answer, request) => openAIFrames(variant, answer, request),
    whole: (answer, request) => openAIWhole(variant, answer, request),
    frame: sseFrame,
    failure: (failure) => {
      const refused = refusal(failure);
      return refused && responseOf(refusalAnswer(dialect, refused));
    },
    failureFrame: (failure) => {
      const refused = inStream.includes(failure.code) ? refusal(failure) : undefined;
      if (refused === undefined) return undefined;
      const event = dialect.streamError?.event?.(refused) ?? refusalAnswer(dialect, refused).body;
      return sseFrame(JSON.stringify(event)) + (dialect.streamError?.done ? DONE_FRAME : '');
    },
    models: (ids) => listModels(variant, ids),
    embeddings: writeEmbeddings,
    ...(tokenCount && { tokenCount: (count) => ({ body: tokenCount.answer(count) }) }),
    other: (request, facts) => answerOther(variant, request, facts),
    readChat: (request) => readChat(variant, request),
    readEmbed: ({ body }) => readOpenAIEmbed(body as Json),
  };
}

/** Failures that have a label of their own, so that an error event tells them apart without a status. */
const labelled: readonly ErrorCode[] = [
  'BACKEND_ERROR',
  'RATE_LIMITED',
  'INSUFFICIENT_FUNDS',
  'CONTENT_FILTERED',
  'CONTEXT_LENGTH_EXCEEDED',
];

/** What OpenAI's own wire has no place for: it tells nothing of the thoughts of its models. */
const openAIGaps: readonly WireGap[] = ['tool-errors', 'tool-images', 'reasoning-back', 'answer-reasoning'];

/** OpenAI's own wire. */
export const openAIWire: WireEncoder = createOpenAIWire();

function operationOf(variant: OpenAIVariant, request: RawRequest): Operation {
  const { dialect, tokenCount, modelsPath } = variant;
  const recorded = recordedRequest(request);
  const { method, path } = recorded;
  if (method === 'POST' && path === tokenCount?.path) return 'count-tokens';
  if (modelsPath !== undefined && method === 'GET' && path === modelsPath) return 'models';
  const found = findOperation(dialect, withoutProxy(dialect, recorded))?.path;
  if (method === 'POST' && found === 'chat/completions') return 'chat';
  if (method === 'POST' && found === 'embeddings') return 'embed';
  return method === 'GET' && found === 'models' && modelsPath === undefined ? 'models' : 'other';
}

/** The request without what a proxy has put before its path. */
function withoutProxy({ basePaths = ['/v1'], locate }: Dialect, request: RecordedRequest): RecordedRequest {
  const { path } = request;
  const places = locate ? [path.indexOf('/openai/')] : basePaths.map((base) => placeOf(base, path));
  const place = Math.min(...places.map((found) => (found < 0 ? path.length : found)));
  return place === path.length ? request : { ...request, path: path.slice(place) };
}

function placeOf(base: string, path: string): number {
  const [operation = ''] = /\/(chat\/completions|embeddings|models)$/.exec(path) ?? [];
  return operation === '' ? -1 : path.lastIndexOf(`${base}${operation}`);
}

function readChat({ dialect, fields, read }: OpenAIVariant, request: RawRequest): ReceivedChat {
  const body = request.body as Json;
  const named = dialect.locate?.(withoutProxy(dialect, recordedRequest(request)))?.model;
  if (named !== undefined && named !== body['model']) {
    throw new Error(`The path names the model ${named}, the body ${String(body['model'])}.`);
  }
  checkChatRequest(body, {
    extraFields: [],
    reasoning: false,
    request: {
      ...dialect.request,
      fields: { ...dialect.request?.fields, ...fields },
      ignoresUnknownFields: false,
      checksTypesOnly: false,
    },
  });
  const chat = readOpenAIChat(body);
  return read?.(chat) ?? chat;
}

function listModels(variant: OpenAIVariant, ids: readonly string[]): WireResponse {
  const { dialect, modelsPath = `${dialect.basePaths?.[0] ?? '/v1'}/models` } = variant;
  const state = stateOf(ids);
  const request = recordedRequest({ method: 'GET', path: modelsPath });
  const route = findRoute(dialect.routes, request);
  if (route !== undefined) return responseOf(typeof route === 'function' ? route(request, state) : route);
  const describe = dialect.describeModel ?? describeModel;
  const data = [...state.models.values()].map((model) => describe(model, state));
  return { body: dialect.listModels?.(data) ?? { object: 'list', data } };
}

function answerOther(
  variant: OpenAIVariant,
  request: RawRequest,
  { models }: BackendFacts,
): WireResponse | undefined {
  const { dialect } = variant;
  const recorded = recordedRequest(request);
  const route = findRoute(dialect.routes, recorded);
  if (route !== undefined) {
    return responseOf(typeof route === 'function' ? route(recorded, stateOf(models)) : route);
  }
  const operation = findOperation(dialect, recorded)?.path;
  if (operation === 'models') return listModels({ ...variant, modelsPath: undefined }, models);
  const answer = dialect.unknownRoute?.(recorded, operation !== undefined);
  return answer && responseOf(answer);
}

function stateOf(ids: readonly string[]): ServerState {
  const models = ids.map((id): [string, FakeModel] => [
    id,
    { id, kind: 'chat', instances: new Map([[id, 4096]]) },
  ]);
  return { models: new Map(models), contextLength: 8192, ready: true };
}

function describeModel({ id }: FakeModel): Json {
  return { id, object: 'model', created: 1_790_000_000, owned_by: 'conformance' };
}

function responseOf({ status = 200, headers = {}, body = '' }: FakeAnswer): WireResponse {
  return { status, headers, body };
}
