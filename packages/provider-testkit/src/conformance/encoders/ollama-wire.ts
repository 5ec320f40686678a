import type { RawRequest } from '../../network/request-reader.js';
import { goJson } from '../../ollama/go-json.js';
import { NDJSON } from '../../ollama/send.js';
import { type Answer, type AnswerFinish, type AnswerUsage, deltasOf, finishOf, joined } from '../answer.js';
import type { BackendFacts, Operation, StreamFrames, WireEncoder, WireResponse } from '../wire-encoder.js';
import { ollamaAnswerCases } from './ollama-answer-cases.js';
import { ollamaFactCases } from './ollama-fact-cases.js';
import { forcedTools, writtenCall } from './ollama-forced-call.js';
import { ollamaErrorLine, ollamaRefusal } from './ollama-refusals.js';
import { ollamaToolCallCases } from './ollama-tool-call-cases.js';
import { ollamaWholeCases } from './ollama-whole-cases.js';
import { readOllamaChat, readOllamaEmbed } from './read-ollama-request.js';

type Json = Record<string, unknown>;

/** What `/api/version` tells. */
const version = '0.33.1';

/**
 * Ollama's own API, `/api/chat` and its neighbours, in lines of JSON. Strict: it refuses what Ollama refuses. To a request whose
 * `format` describes tool calls it answers with JSON in that form. A base for others: `{ ...ollamaWire, failure: … }`.
 */
export const ollamaWire: WireEncoder = {
  name: 'Ollama NDJSON',
  streamType: NDJSON,
  lacks: [
    ...(['invalid-arguments', 'argument-deltas', 'tool-strict', 'tool-errors', 'tool-choice-none'] as const),
    ...(['image-detail', 'image-media-type', 'image-urls', 'image-places', 'audio-files'] as const),
    ...(['filenames', 'schema-facts', 'embedding-order'] as const),
    ...(['embedding-base64'] as const),
    ...(['response-id', 'content-filter', 'cached-tokens', 'reasoning-tokens'] as const),
  ],
  version,
  cases: [...ollamaAnswerCases, ...ollamaWholeCases, ...ollamaToolCallCases, ...ollamaFactCases],
  operation,
  isStreamed: ({ body }) => (body as Json | undefined)?.['stream'] !== false,
  frames,
  whole: (answer, request) => ({ body: wholeAnswer(answer, request) }),
  frame,
  failure: ollamaRefusal,
  failureFrame: (failure) => {
    const line = ollamaErrorLine(failure);
    return line === undefined ? undefined : frame(line);
  },
  models: (ids) => ({ body: { models: ids.map(tagsEntry) } }),
  embeddings: (embeddings, usage) => ({
    body: {
      model: 'conformance-model',
      embeddings,
      total_duration: 19_192_698,
      load_duration: 8_570_432,
      ...(usage && { prompt_eval_count: usage.inputTokens }),
    },
  }),
  other,
  readChat: readOllamaChat,
  readEmbed: readOllamaEmbed,
};

function operation({ method, path, body }: RawRequest): Operation {
  const [place] = path.split('?');
  if (method === 'GET' && place === '/api/tags') return 'models';
  if (method === 'POST' && place === '/api/embed') return 'embed';
  if (method !== 'POST' || place !== '/api/chat') return 'other';
  // Without messages it only loads or unloads the model.
  const { messages = null } = (body ?? {}) as Json;
  return messages === null || (Array.isArray(messages) && messages.length === 0) ? 'other' : 'chat';
}

function frame(data: unknown): string {
  return `${typeof data === 'string' ? data : goJson(data)}\n`;
}

function frames(answer: Answer, request?: RawRequest): StreamFrames {
  const line = (message: Json, more: Json = { done: false }): string =>
    frame({
      ...identityOf(answer, request),
      message: { role: 'assistant', content: '', ...message },
      ...more,
    });
  return {
    opening: [],
    content: messagesOf(answer, request).map((message) => line(message)),
    finish: [line({}, endOf(answer))],
    end: [],
  };
}

function wholeAnswer(answer: Answer, request?: RawRequest): Json {
  const messages = messagesOf(answer, request);
  const all = (name: string): string => messages.map((message) => message[name] ?? '').join('');
  const thinking = all('thinking');
  const calls = messages.flatMap((message) => (message['tool_calls'] as Json[] | undefined) ?? []);
  const message = {
    role: 'assistant',
    content: all('content'),
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return { ...identityOf(answer, request), message, ...endOf(answer) };
}

function identityOf({ model }: Answer, request?: RawRequest): Json {
  const asked = (request?.body as Json | undefined)?.['model'];
  return { model: model ?? asked ?? 'conformance-model', created_at: '2026-09-21T14:13:20.123456789Z' };
}

/** The message of each line but the last one. */
function messagesOf({ parts }: Answer, request?: RawRequest): Json[] {
  const forced = forcedTools((request?.body ?? {}) as Json);
  let calls = 0;
  return parts.flatMap((part): Json[] => {
    if ('text' in part) return deltasOf(part.text).map((content) => ({ content }));
    if ('reasoning' in part) return deltasOf(part.reasoning).map((thinking) => ({ thinking }));
    const { id, name, arguments: given } = part.toolCall;
    if (forced !== undefined) return writtenCall(part.toolCall).map((content) => ({ content }));
    const called = { id, function: { index: calls++, name, arguments: argumentsOf(joined(given)) } };
    return [{ tool_calls: [called] }];
  });
}

/** They are an object on this wire. */
function argumentsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`Ollama cannot send arguments that are no JSON: require "carries:invalid-arguments".`);
  }
}

/** Tool calls end with `stop`, too. */
const doneReasons: Readonly<Record<AnswerFinish, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'stop',
  'content-filter': 'content_filter',
};

function endOf(answer: Answer): Json {
  return {
    done: true,
    done_reason: answer.rawFinish ?? doneReasons[finishOf(answer)],
    ...(answer.usage && metrics(answer.usage)),
  };
}

/** Nanoseconds and counts; what is 0 is left out. */
function metrics({ inputTokens, outputTokens }: AnswerUsage): Json {
  const values = {
    total_duration: 10_000_000 + inputTokens * 100_000 + outputTokens * 400_000,
    load_duration: 10_000_000,
    prompt_eval_count: inputTokens,
    prompt_eval_duration: inputTokens * 100_000,
    eval_count: outputTokens,
    eval_duration: outputTokens * 400_000,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value > 0));
}

const details = { parent_model: '', format: 'gguf', family: 'llama', parameter_size: '649K' };

function tagsEntry(name: string): Json {
  return { name, model: name, modified_at: '2026-09-21T14:13:20Z', size: 1_544_052, digest: name, details };
}

const modelInfo = { 'general.architecture': 'llama', 'llama.context_length': 8192 };
const capabilities = ['completion', 'tools', 'vision', 'thinking'];

function other({ method, path, body }: RawRequest, { models }: BackendFacts): WireResponse | undefined {
  const { model } = (body ?? {}) as Json;
  switch (`${method} ${path}`) {
    case 'GET /':
      return { body: 'Ollama is running' };
    case 'GET /api/version':
      return { body: { version } };
    case 'GET /api/ps':
      return {
        body: { models: models.slice(0, 1).map((name) => ({ ...tagsEntry(name), context_length: 4096 })) },
      };
    case 'POST /api/show':
      return models.includes(String(model))
        ? { body: { details, model_info: modelInfo, capabilities } }
        : ollamaRefusal({ code: 'MODEL_NOT_FOUND', message: `model '${model}' not found` });
    case 'POST /api/chat':
      return {
        body: { model, message: { role: 'assistant', content: '' }, done: true, done_reason: 'load' },
      };
    default:
      return { status: 404, body: '404 page not found' };
  }
}
