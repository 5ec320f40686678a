import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../openai/chat-wire.js';
import { checkChatRequest, type RequestRules } from '../openai/check-chat-request.js';
import {
  anything,
  boolean,
  type Check,
  isObject,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  stringOr,
} from '../openai/checks.js';
import { Refusal, refuse } from '../openai/refusal.js';

const slugs = list(string());
const price: Check = (value, path) => stringOr(string(/^\d+(\.\d+)?$/), number({ min: 0 }))(value, path);
const percentiles: Check = (value, path) =>
  typeof value === 'number'
    ? number({ min: 0 })(value, path)
    : object({ p50: number(), p75: number(), p90: number(), p99: number() })(value, path);
const sortings = oneOf('price', 'throughput', 'latency', 'exacto');
const quantizations = oneOf(
  ...['int4', 'int8', 'fp4', 'mxfp4', 'nvfp4', 'fp6', 'fp8', 'mxfp8', 'fp16', 'bf16', 'fp32', 'unknown'],
);

/** Section 3: other keys than these are refused. */
const providerPreferences = object({
  order: slugs,
  only: slugs,
  ignore: slugs,
  allow_fallbacks: boolean,
  require_parameters: boolean,
  data_collection: oneOf('allow', 'deny'),
  zdr: boolean,
  enforce_distillable_text: boolean,
  quantizations: list(quantizations),
  sort: stringOr(sortings, object({ by: sortings, partition: oneOf('model', 'none') }, ['by'])),
  max_price: object({ prompt: price, completion: price, request: price, image: price, audio: price }),
  preferred_min_throughput: percentiles,
  preferred_max_latency: percentiles,
});

const efforts = oneOf('max', 'xhigh', 'high', 'medium', 'low', 'minimal', 'none');
const cacheControl = object({ type: oneOf('ephemeral'), ttl: oneOf('5m', '1h') }, ['type']);

/** What differs from OpenAI's chat request; unknown parameters are dropped without a word. */
const rules: RequestRules = {
  ignoresUnknownFields: true,
  assistantFields: { reasoning: nullable(string()), reasoning_details: list(detail) },
  fields: {
    models: list(string(), { min: 1 }),
    provider: nullable((value, path) => providerPreferences(value, path)),
    plugins: list(object({ id: string(), enabled: boolean }, ['id'])),
    transforms: list(string()),
    reasoning: nullable((value, path) =>
      object({
        effort: efforts,
        max_tokens: number({ min: 1, integer: true }),
        exclude: boolean,
        enabled: boolean,
        summary: oneOf('auto', 'concise', 'detailed'),
      })(value, path),
    ),
    include_reasoning: boolean,
    verbosity: nullable(oneOf('low', 'medium', 'high', 'xhigh', 'max')),
    cache_control: cacheControl,
    session_id: string(/^[\s\S]{1,256}$/),
    top_k: number({ min: 0, integer: true }),
    min_p: number({ min: 0, max: 1 }),
    top_a: number({ min: 0, max: 1 }),
    repetition_penalty: number({ min: 0, max: 2 }),
    trace: object({}),
    debug: object({ echo_upstream_body: boolean }),
    image_config: object({}),
    service_tier: anything,
    stream_options: anything,
  },
};

/**
 * Refuses a chat request that OpenRouter refuses. `issued` are the lists of `reasoning_details` that the fake has given:
 * signed and encrypted ones must come back as they were.
 *
 * @throws Refusal with status 400
 */
export function checkOpenRouterChat(body: Json, issued: readonly unknown[]): void {
  checkChatRequest(withoutServerTools(body), { extraFields: [], reasoning: false, request: rules });
  checkReasoning(body);
  checkCacheMarkers(body);
  for (const message of messagesOf(body)) checkDetails(message['reasoning_details'], issued);
}

function detail(value: unknown, path: string): void {
  const item = object({ type: string() }, ['type']);
  item(value, path, { ignoresUnknownFields: true });
}

/** `openrouter:*` tools stand beside functions, and run on the server. */
function withoutServerTools(body: Json): Json {
  const { tools, ...rest } = body;
  if (!Array.isArray(tools)) return body;
  const functions = tools.filter((tool) => !(isObject(tool) && /^openrouter:/.test(String(tool['type']))));
  for (const tool of tools) {
    if (!functions.includes(tool)) object({ type: string(), parameters: anything })(tool, 'tools');
  }
  return functions.length === 0 && tools.length > 0 ? rest : { ...rest, tools: functions };
}

function checkReasoning({ reasoning, reasoning_effort: shorthand, max_tokens: most }: Json): void {
  if (!isObject(reasoning)) return;
  const { effort, max_tokens: budget } = reasoning;
  if (effort !== undefined && budget !== undefined) {
    refuse('Only one of "reasoning.effort" and "reasoning.max_tokens" can be specified', 'reasoning');
  }
  if (budget !== undefined && most !== undefined && Number(most) <= Number(budget))
    refuse('"max_tokens" must be greater than "reasoning.max_tokens"', 'max_tokens');
  if (effort !== undefined && shorthand !== undefined && effort !== shorthand) {
    refuse('"reasoning_effort" and "reasoning.effort" must be the same', 'reasoning_effort');
  }
}

function checkCacheMarkers(body: Json): void {
  const markers = messagesOf(body).flatMap((message) => {
    if (message['cache_control'] !== undefined) refuse('cache_control belongs on a content part', 'messages');
    const parts: unknown[] = Array.isArray(message['content']) ? message['content'] : [];
    return parts.filter(isObject).flatMap((part) => part['cache_control'] ?? []);
  });
  for (const marker of markers) cacheControl(marker, 'cache_control');
  if (markers.length > 4) refuse('A maximum of 4 blocks with cache_control may be provided', 'messages');
}

function checkDetails(details: unknown, issued: readonly unknown[]): void {
  const items = Array.isArray(details) ? details.filter(isObject) : [];
  const sealed = items.some(({ signature, data }) => signature != null || data != null);
  if (!sealed || issued.some((list) => isDeepStrictEqual(list, details))) return;
  const raw = JSON.stringify({
    type: 'error',
    error: { type: 'invalid_request_error', message: 'Invalid `signature` in `thinking` block' },
  });
  const metadata = { provider_name: 'Anthropic', raw };
  throw new Refusal({ status: 400, message: 'Provider returned error', details: { metadata } });
}

function messagesOf({ messages }: Json): Json[] {
  return Array.isArray(messages) ? messages.filter(isObject) : [];
}
