import type { Json } from '../chat-wire.js';
import { anything, boolean, nullable, oneOf, string } from '../checks.js';
import type { Dialect } from '../dialect.js';
import type { FakeReply } from '../fake-reply.js';

/** Groq: the types of groq-sdk 1.6.0, https://console.groq.com/docs/errors and /rate-limits. */
export const groq: Dialect = {
  basePaths: ['/openai/v1'],
  headers: (number) => ({ 'x-request-id': `req_fake_${number}`, 'x-groq-region': 'fake' }),
  // Requests count by the day, tokens by the minute.
  chatHeaders: {
    'x-ratelimit-limit-requests': '14400',
    'x-ratelimit-limit-tokens': '18000',
    'x-ratelimit-remaining-requests': '14370',
    'x-ratelimit-remaining-tokens': '17997',
    'x-ratelimit-reset-requests': '2m59.56s',
    'x-ratelimit-reset-tokens': '7.66s',
  },
  request: {
    fields: {
      reasoning_format: nullable(oneOf('hidden', 'raw', 'parsed')),
      include_reasoning: nullable(boolean),
      reasoning_effort: nullable(oneOf('none', 'default', 'low', 'medium', 'high')),
      service_tier: nullable(oneOf('auto', 'on_demand', 'flex', 'performance')),
      disable_tool_validation: boolean,
      documents: anything,
      citation_options: anything,
      search_settings: anything,
      compound_custom: anything,
    },
    assistantFields: { reasoning: nullable(string()) },
  },
  reply: showReasoning,
  bare: true,
  reasoningField: 'reasoning',
  usage: (usage) => ({
    ...usage,
    queue_time: 0.01,
    prompt_time: 0.02,
    completion_time: 0.03,
    total_time: 0.05,
  }),
  completion: (body, _, { id }) => ({ ...body, x_groq: { id } }),
  // The finish carries the usage whether or not it was asked for.
  chunks: (chunks, usage, { id }) =>
    chunks.map((chunk, index) => {
      if (index === 0) return { ...chunk, x_groq: { id } };
      const [choice] = chunk['choices'] as { finish_reason: string | null }[];
      return choice?.finish_reason ? { ...chunk, x_groq: { id, usage } } : chunk;
    }),
  errors: {
    toolUseFailed: {
      status: 400,
      code: 'tool_use_failed',
      message:
        "Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.",
      details: { failed_generation: '<function=add>{"a": 1</function>' },
    },
    rateLimited: {
      status: 429,
      type: 'tokens',
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached on tokens per minute (TPM). Please try again in 7.66s.',
      headers: { 'retry-after': '8' },
    },
    flexCapacity: {
      status: 498,
      type: 'capacity_exceeded',
      code: 'capacity_exceeded',
      message: 'The flex tier is over capacity. Please try again later.',
    },
  },
  refusal: ({ status, message, type, code, details }) => ({
    status,
    body: { error: { message, type, ...(code === null ? {} : { code }), ...details } },
  }),
  streamError: {
    event: ({ message }) => ({ choices: [], x_groq: { error: message } }),
  },
};

/** Reasoning comes in a field of its own, within the text, or not at all. */
function showReasoning({ reasoning, ...reply }: FakeReply, body: Json): FakeReply {
  const format = body['reasoning_format'];
  if (format === 'hidden' || body['include_reasoning'] === false) return reply;
  if (format !== 'raw' || reasoning === undefined) return { reasoning, ...reply };
  return { ...reply, text: `<think>\n${joined(reasoning)}\n</think>\n${joined(reply.text ?? '')}` };
}

function joined(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('');
}
