import type { ErrorCode } from '@modelport/core';
import type {
  Answer,
  AnswerFinish,
  AnswerPart,
  AnswerUsage,
  Failure,
  Operation,
  RawRequest,
  StreamFrames,
  WireEncoder,
  WireResponse,
} from '@modelport/provider-testkit';
import { checkAnthropicRequest } from './check-anthropic-request.js';
import { type Json, readAnthropicChat } from './read-anthropic-request.js';

/** Anthropic's Messages API from the backend's side, by https://platform.claude.com/docs/en/build-with-claude/streaming */
export const anthropicWire: WireEncoder = {
  name: 'Anthropic SSE',
  streamType: 'text/event-stream',
  lacks: [
    ...(['absent-max-tokens', 'invalid-arguments', 'image-detail', 'audio-files', 'schema-facts'] as const),
    ...(['json-without-schema', 'system-places'] as const),
  ],
  operation,
  isStreamed: ({ body }) => (body as Json | undefined)?.['stream'] === true,
  frames,
  whole: (answer, request) => ({ body: messageOf(answer, request) }),
  frame,
  failure,
  failureFrame(given) {
    const refused = failure(given);
    return refused && frame(refused.body);
  },
  models: (ids) => ({
    body: {
      data: ids.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' })),
      ...{ has_more: false, first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null },
    },
  }),
  tokenCount: (count) => ({ body: { input_tokens: count } }),
  readChat(request) {
    const body = request.body as Json;
    checkAnthropicRequest(body, operation(request) === 'count-tokens');
    return readAnthropicChat(body);
  },
};

/** By how the path ends: a proxy may stand before it. */
function operation({ method, path }: RawRequest): Operation {
  const [place = ''] = path.split('?');
  if (method === 'GET') return place.endsWith('/v1/models') ? 'models' : 'other';
  if (place.endsWith('/v1/messages/count_tokens')) return 'count-tokens';
  return place.endsWith('/v1/messages') ? 'chat' : 'other';
}

function frame(data: unknown): string {
  const name = (data as Json | undefined)?.['type'];
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${typeof name === 'string' ? `event: ${name}\n` : ''}data: ${text}\n\n`;
}

function frames(answer: Answer, request?: RawRequest): StreamFrames {
  const usage = usageOf(answer.usage);
  const { content: _, usage: __, ...head } = messageOf(answer, request);
  const message = { ...head, content: [], stop_reason: null, ...(usage && { usage: usage.input }) };
  const delta = { stop_reason: stopReasonOf(answer), stop_sequence: null };
  return {
    opening: [frame({ type: 'message_start', message }), frame({ type: 'ping' })],
    content: answer.parts.flatMap(partFrames),
    finish: [frame({ type: 'message_delta', delta, ...(usage && { usage: usage.output }) })],
    end: [frame({ type: 'message_stop' })],
  };
}

/** The start of a block comes with its first delta, its end with the last one. */
function partFrames(part: AnswerPart, index: number): string[] {
  const { start, deltas } = blockOf(part);
  const events = deltas.map((delta) => frame({ type: 'content_block_delta', index, delta }));
  events[0] = frame({ type: 'content_block_start', index, content_block: start }) + (events[0] ?? '');
  events.push((events.pop() ?? '') + frame({ type: 'content_block_stop', index }));
  return events;
}

interface Block {
  readonly start: Json;
  readonly deltas: readonly Json[];
  readonly whole: Json;
}

function blockOf(part: AnswerPart): Block {
  if ('text' in part) {
    const pieces = [part.text].flat();
    return {
      start: { type: 'text', text: '' },
      deltas: pieces.map((text) => ({ type: 'text_delta', text })),
      whole: { type: 'text', text: pieces.join('') },
    };
  }
  if ('reasoning' in part) {
    const pieces = [part.reasoning].flat();
    const signature = 'c2lnbmF0dXJl';
    return {
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...pieces.map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature },
      ],
      whole: { type: 'thinking', thinking: pieces.join(''), signature },
    };
  }
  const { id, name, arguments: given } = part.toolCall;
  const pieces = [given].flat();
  return {
    start: { type: 'tool_use', id, name, input: {} },
    deltas: pieces.map((json) => ({ type: 'input_json_delta', partial_json: json })),
    whole: { type: 'tool_use', id, name, input: JSON.parse(pieces.join('') || '{}') },
  };
}

function messageOf(answer: Answer, request?: RawRequest): Json {
  const usage = usageOf(answer.usage);
  return {
    id: answer.id ?? 'msg_conformance',
    ...{ type: 'message', role: 'assistant' },
    model: answer.model ?? (request?.body as Json | undefined)?.['model'] ?? 'conformance-model',
    content: answer.parts.map((part) => blockOf(part).whole),
    ...{ stop_reason: stopReasonOf(answer), stop_sequence: null },
    ...(usage && { usage: { ...usage.input, ...usage.output } }),
  };
}

const stopReasons: Readonly<Record<AnswerFinish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
};

function stopReasonOf({ finish, rawFinish, parts }: Answer): string {
  const usual = parts.some((part) => 'toolCall' in part) ? 'tool-calls' : 'stop';
  return rawFinish ?? stopReasons[finish ?? usual];
}

/** `input_tokens` leaves out what came from a cache; the start of a stream tells the input, its end the output. */
function usageOf(usage: AnswerUsage | undefined): { input: Json; output: Json } | undefined {
  if (usage === undefined) return undefined;
  const { inputTokens, outputTokens, cachedInputTokens = 0, reasoningTokens } = usage;
  return {
    input: {
      input_tokens: inputTokens - cachedInputTokens,
      ...{ cache_read_input_tokens: cachedInputTokens, cache_creation_input_tokens: 0, output_tokens: 1 },
    },
    output: {
      output_tokens: outputTokens,
      ...(reasoningTokens !== undefined && { output_tokens_details: { thinking_tokens: reasoningTokens } }),
    },
  };
}

/** https://platform.claude.com/docs/en/api/errors */
const refusals: Readonly<Partial<Record<ErrorCode, readonly [status: number, type: string, words: string]>>> =
  {
    REQUEST_INVALID: [400, 'invalid_request_error', 'messages: Field required'],
    AUTH_FAILED: [401, 'authentication_error', 'invalid x-api-key'],
    INSUFFICIENT_FUNDS: [402, 'billing_error', 'There is an issue with your billing.'],
    PERMISSION_DENIED: [
      403,
      'permission_error',
      'Your API key does not have permission to use this resource.',
    ],
    MODEL_NOT_FOUND: [404, 'not_found_error', 'model: claude-none'],
    CONTENT_FILTERED: [400, 'invalid_request_error', 'Output blocked by content filtering policy'],
    RATE_LIMITED: [429, 'rate_limit_error', "This request would exceed your account's rate limit."],
    BACKEND_ERROR: [500, 'api_error', 'Internal server error'],
    OVERLOADED: [529, 'overloaded_error', 'Overloaded'],
  };

function failure({
  code,
  message,
  contextLength = 200_000,
  promptTokens = 210_000,
}: Failure): WireResponse | undefined {
  const tooLong = `prompt is too long: ${promptTokens} tokens > ${contextLength} maximum`;
  const known =
    code === 'CONTEXT_LENGTH_EXCEEDED' ? ([400, 'invalid_request_error', tooLong] as const) : refusals[code];
  if (known === undefined) return undefined;
  const [status, type, words] = known;
  const error = { type, message: message ?? words };
  return { status, body: { type: 'error', error, request_id: 'req_conformance' } };
}
