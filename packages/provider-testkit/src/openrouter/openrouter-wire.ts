import type { Json } from '../openai/chat-wire.js';
import { type AnswerContext, chatChunks, chatCompletion, chatUsage } from '../openai/chat-wire.js';
import type { FakeError } from '../openai/fake-reply.js';
import { Refusal } from '../openai/refusal.js';
import type { FakeOpenRouterReply } from './openrouter-reply.js';
import type { ChosenRoute } from './route-chat.js';

/** What an answer is made of. */
export interface OpenRouterAnswer extends ChosenRoute {
  readonly reply: FakeOpenRouterReply;
  readonly id: string;
  readonly promptTokens: number;
  /** What was asked for by `X-OpenRouter-Metadata`. */
  readonly metadata?: Json | undefined;
  /** What was asked for by `debug`. */
  readonly upstreamBody?: Json | undefined;
}

const CREATED = 1_790_000_000;

/** The body of an error; `code` is a number. */
export function errorBody({ status, message, details }: Refusal): Json {
  return { error: { code: status, message, ...details }, user_id: 'user_fake' };
}

/** The body of a plain answer, which may be an error for all its status of 200. */
export function openRouterCompletion(answer: OpenRouterAnswer): Json {
  const { reply } = answer;
  if (reply.lateError !== undefined) return errorBody(new Refusal(reply.lateError));
  const [choice] = chatCompletion(plainReply(reply), contextOf(answer))['choices'] as [Json];
  const details = detailsOf(reply);
  const message = {
    ...(choice['message'] as Json),
    annotations: reply.annotations,
    reasoning: readable(details) ?? (textOf(reply) || null),
    ...(details.length > 0 && { reasoning_details: details }),
    ...(reply.images !== undefined && { images: reply.images.map(toImage) }),
  };
  const failed = reply.choiceError && {
    error: errorBody(new Refusal(reply.choiceError))['error'],
    finish_reason: 'error',
  };
  return {
    ...envelope(answer, 'chat.completion'),
    choices: [{ ...choice, native_finish_reason: nativeReason(reply), message, ...failed }],
    usage: openRouterUsage(answer),
    ...(answer.metadata && { openrouter_metadata: answer.metadata }),
  };
}

/** The events of a streamed answer, without the comments before and the end marker after them. */
export function openRouterChunks(answer: OpenRouterAnswer): Json[] {
  const { reply } = answer;
  const chunks: Json[] = [];
  const add = (delta: Json, more: Json = {}): void => {
    const choice = {
      index: 0,
      delta: { role: 'assistant', content: '', ...delta },
      finish_reason: null,
      ...more,
    };
    chunks.push({ ...envelope(answer, 'chat.completion.chunk'), choices: [choice] });
  };
  if (answer.upstreamBody !== undefined) {
    const debug = { echo_upstream_body: answer.upstreamBody };
    chunks.push({ ...envelope(answer, 'chat.completion.chunk'), choices: [], debug });
  }
  const details = detailsOf(reply);
  const lastText = details.findLastIndex(isReadable);
  if (details.length === 0) for (const reasoning of wordsOf(textOf(reply))) add({ reasoning });
  for (const item of details.slice(0, lastText + 1)) for (const delta of detailDeltas(item)) add(delta);
  const plain = chatChunks(plainReply(reply), contextOf(answer)).map(
    ({ choices }) => (choices as Json[])[0] as Json,
  );
  // The first one has the role, the last one the reason.
  for (const { delta } of plain.slice(1, -1)) add(delta as Json);
  for (const image of reply.images ?? []) add({ images: [toImage(image)] });
  if (reply.annotations !== undefined) add({ annotations: reply.annotations });
  for (const item of details.slice(lastText + 1)) for (const delta of detailDeltas(item)) add(delta);
  const failure = reply.lateError ?? reply.choiceError;
  if (failure !== undefined) return [...chunks, brokenChunk(answer, failure)];
  const end = {
    finish_reason: plain.at(-1)?.['finish_reason'],
    native_finish_reason: nativeReason(reply),
  };
  add({}, end);
  // Not with an empty list of choices, as OpenAI has it: the reason is repeated.
  add({}, end);
  const metadata = answer.metadata && { openrouter_metadata: answer.metadata };
  Object.assign(chunks.at(-1) as Json, { usage: openRouterUsage(answer), ...metadata });
  return chunks;
}

/** The items of `reasoning_details` that an answer has, whole. */
export function detailsOf(reply: FakeOpenRouterReply): readonly Readonly<Json>[] {
  if (reply.reasoningDetails !== undefined) return reply.reasoningDetails;
  const text = textOf(reply);
  if (text === '') return [];
  const signature = Buffer.from(text).toString('base64url');
  return [{ type: 'reasoning.text', text, signature, format: 'anthropic-claude-v1', index: 0 }];
}

/** Usage with its cost, by the prices of who answered. */
export function openRouterUsage(answer: OpenRouterAnswer): Json {
  const { reply, endpoint } = answer;
  const thoughts = readable(detailsOf(reply)) ?? textOf(reply);
  const usage = chatUsage({ ...plainReply(reply), reasoning: thoughts }, contextOf(answer));
  const cost = (tokens: unknown, price: string | undefined) =>
    Number((Number(tokens) * Math.max(0, Number(price ?? 0))).toPrecision(12));
  const prompt = cost(usage['prompt_tokens'], endpoint.pricing['prompt']);
  const completion = cost(usage['completion_tokens'], endpoint.pricing['completion']);
  const total = Number((prompt + completion).toPrecision(12));
  return {
    ...usage,
    prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0, audio_tokens: 0 },
    // With a key of one's own, the fee alone.
    cost: reply.byok ? Number((total * 0.05).toPrecision(12)) : total,
    is_byok: reply.byok ?? false,
    cost_details: {
      upstream_inference_cost: reply.byok ? total : null,
      upstream_inference_prompt_cost: prompt,
      upstream_inference_completions_cost: completion,
    },
    ...reply.usage,
  };
}

function envelope({ id, model, endpoint }: OpenRouterAnswer, kind: string): Json {
  return { id, provider: endpoint.provider, model: model.id, object: kind, created: CREATED };
}

function brokenChunk(answer: OpenRouterAnswer, failure: FakeError): Json {
  const choices = [{ index: 0, delta: { content: '' }, finish_reason: 'error' }];
  const { error } = errorBody(new Refusal(failure));
  return { ...envelope(answer, 'chat.completion.chunk'), error, choices };
}

/** Texts and summaries grow word by word; the signature comes at the end, alone. */
function detailDeltas(item: Readonly<Json>): Json[] {
  const field = item['type'] === 'reasoning.summary' ? 'summary' : 'text';
  if (!isReadable(item)) return [{ reasoning: null, reasoning_details: [item] }];
  const { signature, ...rest } = item;
  const pieces = wordsOf(String(item[field]));
  const deltas: Json[] = pieces.map((piece) => ({
    reasoning: piece,
    reasoning_details: [{ ...rest, [field]: piece, ...(signature !== undefined && { signature: null }) }],
  }));
  if (signature == null) return deltas;
  return [...deltas, { reasoning_details: [{ ...rest, [field]: '', signature }] }];
}

function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+/g) ?? [];
}

function textOf({ reasoning = '' }: FakeOpenRouterReply): string {
  return typeof reasoning === 'string' ? reasoning : reasoning.join('');
}

function isReadable({ type }: Readonly<Json>): boolean {
  return type === 'reasoning.text' || type === 'reasoning.summary';
}

function readable(details: readonly Readonly<Json>[]): string | null {
  const texts = details.filter(isReadable).map(({ text, summary }) => String(text ?? summary ?? ''));
  return texts.join('') || null;
}

function toImage(url: string): Json {
  return { type: 'image_url', image_url: { url } };
}

function nativeReason(reply: FakeOpenRouterReply): string {
  return reply.nativeFinishReason ?? 'completed';
}

/** Its reasoning travels as details. */
function plainReply({ error, lateError, choiceError, reasoning, ...reply }: FakeOpenRouterReply) {
  return reply;
}

function contextOf({ id, model, promptTokens }: OpenRouterAnswer): AnswerContext {
  return { id, model: model.id, promptTokens, bare: true };
}
