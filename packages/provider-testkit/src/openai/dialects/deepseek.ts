import { isObject, nullable, object, oneOf, string } from '../checks.js';
import type { Dialect } from '../dialect.js';
import { refuse } from '../refusal.js';
import { compatible } from './compatible.js';

const CODE = 'invalid_request_error';

/** DeepSeek's V4 models, under load: https://api-docs.deepseek.com/guides/thinking_mode, /quick_start/rate_limit. */
export const deepSeek: Dialect = {
  ...compatible,
  basePaths: ['', '/v1'],
  models: { chat: ['deepseek-fake'], reasoning: [], embedding: [] },
  request: {
    ignoresUnknownFields: true,
    noDeveloper: true,
    assistantFields: { reasoning_content: nullable(string()) },
    fields: {
      thinking: object({ type: oneOf('enabled', 'disabled') }, ['type']),
      reasoning_effort: nullable(oneOf('low', 'medium', 'high', 'xhigh', 'max')),
    },
    refuse: refuseChat,
  },
  reply: ({ reasoning, ...reply }, { thinking }) =>
    isObject(thinking) && thinking['type'] === 'disabled' ? reply : { reasoning, ...reply },
  usage: ({ prompt_tokens: prompt, ...usage }) => ({
    ...usage,
    prompt_tokens: prompt,
    prompt_cache_hit_tokens: 0,
    prompt_cache_miss_tokens: prompt,
  }),
  prelude: { stream: ': keep-alive\n\n', plain: '\n\n\n' },
  errors: {
    insufficientBalance: {
      status: 402,
      type: 'unknown_error',
      code: CODE,
      message: 'Insufficient Balance',
    },
    overloaded: { status: 503, message: 'Service is too busy.' },
  },
  // What does not deserialize is 422, what does not make sense 400; both have the same code.
  refusal: ({ status, code, message, type, param }) => {
    const unreadable = code === 'invalid_type' || code === 'invalid_value';
    const error = { message, type, param: unreadable ? null : param, code: code === null ? code : CODE };
    return { status: unreadable ? 422 : status, body: { error } };
  },
};

function refuseChat(body: Record<string, unknown>): void {
  const { response_format: format, thinking, messages } = body;
  if (isObject(format) && format['type'] === 'json_schema') {
    refuse('This response_format type is unavailable now', null, CODE);
  }
  if (isObject(thinking) && thinking['type'] === 'disabled') return;
  for (const message of Array.isArray(messages) ? messages : []) {
    if (message['tool_calls'] === undefined || typeof message['reasoning_content'] === 'string') continue;
    refuse('The `reasoning_content` in the thinking mode must be passed back to the API.', null, CODE);
  }
}
