import type { RawRequest } from '../../network/request-reader.js';
import { type Json, sseFrame } from '../../openai/chat-wire.js';
import { describeModel } from '../../openrouter/openrouter-models.js';
import { keyInfo } from '../../openrouter/start-fake-openrouter.js';
import type { Answer, AnswerUsage } from '../answer.js';
import type { StreamFrames, WireEncoder, WireResponse } from '../wire-encoder.js';
import { createOpenAIWire } from './openai-wire.js';
import { openAIWireCases } from './openai-wire-cases.js';
import { openRouterAnswerCases } from './openrouter-answer-cases.js';
import { openRouterDetailsCases } from './openrouter-details-cases.js';
import { openRouterReasoningCases } from './openrouter-reasoning-cases.js';
import { openRouterRefusal } from './openrouter-refusals.js';
import { readOpenRouterChat } from './read-openrouter-request.js';

const base = createOpenAIWire('compatible');

/**
 * OpenRouter's API: that of OpenAI with comments while a provider is waited for, `reasoning_details`, costs, and errors with
 * `metadata` inside answers. Strict: it refuses what OpenRouter refuses, and ignores fields that it does not know.
 */
export const openRouterWire: WireEncoder = {
  ...base,
  name: 'OpenRouter SSE',
  basePath: '/api/v1',
  lacks: ['tool-errors', 'tool-images'],
  cases: [
    // Details of reasoning may come until the end of the answer.
    ...openAIWireCases.filter(({ id }) => id !== 'openai-wire/reasoning-ends'),
    ...openRouterDetailsCases,
    ...openRouterReasoningCases,
    ...openRouterAnswerCases,
  ],
  operation: (request) => base.operation({ ...request, path: request.path.replace(/^\/api\//, '/') }),
  frames,
  whole: wholeAnswer,
  failure: openRouterRefusal,
  failureFrame: (failure) => {
    const refusal = openRouterRefusal(failure);
    return refusal && sseFrame(brokenChunk(refusal));
  },
  models: (ids) => ({
    body: { data: ids.map((id) => describeModel({ id, endpoints: [endpoint] })), links: { next: null } },
  }),
  embeddings: (embeddings, usage, form) => {
    const { usage: counts, ...body } = (base.embeddings?.(embeddings, usage, form)?.body ?? {}) as Json;
    const told = usage && { usage: { ...(counts as Json), cost: 0.000_002 } };
    return { body: { id: 'gen-emb-conformance', provider: endpoint.provider, ...body, ...told } };
  },
  other,
  readChat: readOpenRouterChat,
};

const endpoint = {
  provider: 'OpenAI',
  slug: 'openai',
  pricing: { prompt: '0.0000025', completion: '0.00001' },
  supportedParameters: ['temperature', 'top_p', 'max_tokens', 'tools', 'tool_choice', 'reasoning'],
};

/** Sent until the model's provider answers. */
const comment = ': OPENROUTER PROCESSING\n\n';

function frames(answer: Answer, request?: RawRequest): StreamFrames {
  const plain = base.frames(withId(answer), askingForUsage(request));
  const toFrame = (frame: string): string => sseFrame(toChunk(dataOf(frame)));
  const content = plain.content.map(toFrame);
  const sealed = content.findLastIndex((frame) => frame.includes('"reasoning_details"'));
  if (sealed >= 0) content.splice(sealed + 1, 0, sseFrame(seal(dataOf(content[sealed] ?? ''))));
  const [finish, ...last] = plain.finish.map(dataOf);
  const end = toChunk(finish ?? {});
  const { usage } = last.at(-1) ?? {};
  return {
    opening: [comment, ...plain.opening.map(toFrame)],
    content,
    // The reason is repeated with the usage; OpenAI has an empty list of choices there.
    finish: [sseFrame(end), ...(usage ? [sseFrame({ ...end, usage: withCost(usage as Json) })] : [])],
    end: plain.end,
  };
}

function wholeAnswer(answer: Answer, request?: RawRequest): WireResponse {
  const body = base.whole?.(withId(answer), request)?.body as Json;
  const { usage, ...rest } = toChunk(body);
  return { body: { ...rest, ...(answer.usage && { usage: withCost(usage as Json) }) } };
}

/** OpenRouter tells usage unasked. */
function askingForUsage(request: RawRequest | undefined): RawRequest | undefined {
  const body = { ...(request?.body as Json | undefined), stream_options: { include_usage: true } };
  return request && { ...request, body };
}

function withId(answer: Answer): Answer {
  return { ...answer, id: answer.id ?? 'gen-conformance' };
}

function dataOf(frame: string): Json {
  return JSON.parse(frame.replace(/^data: /, ''));
}

/** Makes OpenAI's chunk, or whole answer, one of OpenRouter. */
function toChunk({ choices, ...chunk }: Json): Json {
  return {
    ...chunk,
    provider: endpoint.provider,
    choices: (choices as Json[]).map(({ delta, message, ...choice }) => ({
      ...choice,
      native_finish_reason: choice['finish_reason'],
      ...(delta !== undefined && { delta: withDetails(delta as Json, null) }),
      ...(message !== undefined && { message: withDetails(message as Json, signature) }),
    })),
  };
}

const signature = 'c2lnbmVkIGJ5IHRoZSBraXQ=';

/** Reasoning comes as text and as a detail; in a stream, its signature comes behind the last piece. */
function withDetails({ reasoning_content: text, ...said }: Json, signed: string | null): Json {
  if (text === undefined) return said;
  const detail = { type: 'reasoning.text', text, signature: signed, format: 'anthropic-claude-v1', index: 0 };
  return { ...said, reasoning: text, reasoning_details: [detail] };
}

function seal(chunk: Json): Json {
  const detail = { type: 'reasoning.text', text: '', signature, format: 'anthropic-claude-v1', index: 0 };
  const delta = { content: '', reasoning_details: [detail] };
  return { ...chunk, choices: [{ ...(chunk['choices'] as Json[])[0], delta }] };
}

function withCost(usage: Json): Json {
  const { prompt_tokens: input, completion_tokens: output } = usage as Record<keyof AnswerUsage, unknown> &
    Json;
  const [prompt, completion] = [
    cost(input, endpoint.pricing.prompt),
    cost(output, endpoint.pricing.completion),
  ];
  return {
    ...usage,
    cost: rounded(prompt + completion),
    is_byok: false,
    cost_details: {
      upstream_inference_cost: null,
      upstream_inference_prompt_cost: prompt,
      upstream_inference_completions_cost: completion,
    },
  };
}

function cost(tokens: unknown, price: string): number {
  return rounded(Number(tokens) * Number(price));
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function brokenChunk({ body }: WireResponse): Json {
  const choice = { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: 'error' };
  return {
    id: 'gen-conformance',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'conformance-model',
    provider: endpoint.provider,
    error: (body as Json)['error'],
    choices: [{ ...choice, native_finish_reason: 'error' }],
  };
}

function other({ method, path }: RawRequest): WireResponse | undefined {
  return method === 'GET' && path === '/api/v1/key'
    ? { body: { data: keyInfo } }
    : { status: 404, body: { error: { code: 404, message: 'Not Found' } } };
}
