import { type MessageRules, messagesCheck } from './check-messages.js';
import { checkResponseFormat, checkToolChoice, checkToolFields, checkTools } from './check-tools.js';
import {
  anything,
  boolean,
  type Check,
  isObject,
  type Leniency,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  stringOr,
} from './checks.js';
import { refuse } from './refusal.js';

/** The fields of a chat completion request, as OpenAI's own package types them. */
const fields: Readonly<Record<string, Check>> = {
  model: string(),
  audio: anything,
  frequency_penalty: nullable(number({ min: -2, max: 2 })),
  function_call: anything,
  functions: anything,
  logit_bias: anything,
  logprobs: nullable(boolean),
  max_completion_tokens: nullable(number({ min: 1, integer: true })),
  max_tokens: nullable(number({ min: 1, integer: true })),
  metadata: anything,
  modalities: anything,
  moderation: anything,
  n: nullable(number({ min: 1, max: 128, integer: true })),
  parallel_tool_calls: boolean,
  prediction: anything,
  presence_penalty: nullable(number({ min: -2, max: 2 })),
  prompt_cache_key: string(),
  prompt_cache_options: anything,
  prompt_cache_retention: anything,
  reasoning_effort: nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
  response_format: checkResponseFormat,
  safety_identifier: string(),
  seed: nullable(number({ integer: true })),
  service_tier: nullable(oneOf('auto', 'default', 'flex', 'scale', 'priority', 'fast')),
  stop: nullable(stringOr(string(), list(string(), { max: 4 }))),
  store: nullable(boolean),
  stream: nullable(boolean),
  stream_options: nullable(object({ include_usage: boolean, include_obfuscation: boolean })),
  temperature: nullable(number({ min: 0, max: 2 })),
  tool_choice: checkToolChoice,
  tools: checkTools,
  top_logprobs: nullable(number({ min: 0, max: 20, integer: true })),
  top_p: nullable(number({ min: 0, max: 1 })),
  user: string(),
  verbosity: nullable(oneOf('low', 'medium', 'high')),
  web_search_options: anything,
};

/** How the requests of another server differ from OpenAI's. */
export interface RequestRules extends Leniency, MessageRules {
  /** Fields that OpenAI does not have, or that are of another type there. */
  readonly fields?: Readonly<Record<string, Check>> | undefined;
  /** Refuses what only this server refuses. */
  readonly refuse?: ((body: Record<string, unknown>) => void) | undefined;
}

/** What the checks need to know of the server. */
export interface ChatRules {
  /** Fields accepted beyond the server's own. */
  readonly extraFields: readonly string[];
  /** Whether the request's model is a reasoning model of OpenAI, which takes fewer settings. */
  readonly reasoning: boolean;
  /** How the server differs from OpenAI. Default: not at all. */
  readonly request?: RequestRules | undefined;
}

/**
 * Refuses a chat request that the server refuses: missing and unknown fields, wrong types and values, and fields that
 * contradict each other.
 *
 * @throws Refusal with status 400
 */
export function checkChatRequest(
  body: Record<string, unknown>,
  { extraFields, reasoning, request = {} }: ChatRules,
): void {
  const extra = Object.fromEntries(extraFields.map((name) => [name, anything]));
  const known = { ...extra, ...fields, messages: messagesCheck(request), ...request.fields };
  object(known, ['model', 'messages'])(body, '', request);
  if (!request.checksTypesOnly) checkTogether(body);
  if (reasoning) checkReasoningModel(body);
  request.refuse?.(body);
}

/** Refuses fields that contradict each other. */
function checkTogether(body: Record<string, unknown>): void {
  if (body['stream_options'] && body['stream'] !== true) {
    refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  if (body['top_logprobs'] && body['logprobs'] !== true) {
    refuse("'top_logprobs' is only allowed when 'logprobs' is true.", 'top_logprobs');
  }
  if (body['max_tokens'] && body['max_completion_tokens']) {
    refuse("'max_tokens' and 'max_completion_tokens' must not be set together.", 'max_tokens');
  }
  checkToolFields(body);
  checkJsonIsMentioned(body);
}

/** JSON mode without the word in the prompt is refused, because the model would write white space for ever. */
function checkJsonIsMentioned({ response_format: format, messages }: Record<string, unknown>): void {
  if (!isObject(format) || format['type'] !== 'json_object') return;
  if (/json/i.test(JSON.stringify(messages))) return;
  refuse(
    "'messages' must contain the word 'json' to use 'response_format' of type 'json_object'.",
    'messages',
  );
}

function checkReasoningModel(body: Record<string, unknown>): void {
  if (body['max_tokens']) {
    const advice = "Use 'max_completion_tokens' instead.";
    refuse(`'max_tokens' is not supported with this model. ${advice}`, 'max_tokens', 'unsupported_parameter');
  }
  const defaults = { temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 };
  for (const [name, value] of Object.entries(defaults)) {
    if ((body[name] ?? value) !== value) {
      refuse(`'${name}' does not support ${body[name]} with this model.`, name, 'unsupported_value');
    }
  }
}
