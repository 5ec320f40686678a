import type { RawRequest } from '../../network/request-reader.js';
import {
  type AnswerContext,
  chatCompletion,
  DONE_FRAME,
  deltaChunks,
  type Json,
  openingDelta,
  sseFrame,
  toolCallDeltas,
} from '../../openai/chat-wire.js';
import { isObject } from '../../openai/checks.js';
import type { Dialect } from '../../openai/dialect.js';
import type { FakeReply, FakeToolCall } from '../../openai/fake-reply.js';
import { type Answer, type AnswerFinish, type AnswerUsage, deltasOf, finishOf } from '../answer.js';
import type { StreamFrames, WireResponse } from '../wire-encoder.js';
import type { OpenAIVariant } from './openai-variants.js';
import { recordedRequest } from './recorded-request.js';

/** The events of a streamed answer in a variant's dialect. */
export function openAIFrames(variant: OpenAIVariant, answer: Answer, request?: RawRequest): StreamFrames {
  const { dialect } = variant;
  const context = contextOf(variant, answer, request);
  const usage = answer.usage && usageOf(variant, answer.usage);
  const deltas = [openingDelta(hasOnlyCalls(answer), context), ...contentDeltas(answer, dialect)];
  const plain = deltaChunks(deltas, { finish: finishWordOf(answer), usage }, context);
  // A dialect may put usage on the finish although nobody asked: where there is none, it stays away.
  const chunks = dialect.chunks?.(plain, usage as Json, context) ?? plain;
  const contentAt = indexOr(chunks.findIndex(hasContent), chunks.findIndex(isFinish));
  const finishAt = chunks.findIndex(isFinish);
  const frames = chunks.map(sseFrame);
  const prelude = dialect.prelude === undefined ? [] : [dialect.prelude.stream];
  return {
    opening: [...prelude, ...frames.slice(0, contentAt)],
    content: frames.slice(contentAt, finishAt),
    finish: frames.slice(finishAt),
    end: [DONE_FRAME],
  };
}

/** A plain answer in a variant's dialect. It has one text and one reasoning, whatever the order of the parts was. */
export function openAIWhole(variant: OpenAIVariant, answer: Answer, request?: RawRequest): WireResponse {
  const { completion, prelude, jsonType = 'application/json', chatHeaders } = variant.dialect;
  const context = contextOf(variant, answer, request);
  const { usage: _made, ...body } = chatCompletion(replyOf(answer), context);
  const usage = answer.usage && { usage: usageOf(variant, answer.usage) };
  const whole = { ...body, ...usage };
  const sent = completion?.(whole, recordedRequest(request), context) ?? whole;
  return {
    headers: { 'content-type': jsonType, ...chatHeaders },
    body: prelude === undefined ? sent : `${prelude.plain}${JSON.stringify(sent)}`,
  };
}

/** OpenAI's counts. What the answer does not tell is not there. */
export function openAIUsage({ inputTokens, outputTokens, ...details }: AnswerUsage): Json {
  const { cachedInputTokens: cached, reasoningTokens: reasoning } = details;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
    ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

const finishWords: Readonly<Record<AnswerFinish, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};

function finishWordOf(answer: Answer): string {
  return answer.rawFinish ?? finishWords[finishOf(answer)];
}

function usageOf({ usage = openAIUsage }: OpenAIVariant, counts: AnswerUsage): Json {
  return usage(counts);
}

function contextOf(variant: OpenAIVariant, answer: Answer, request: RawRequest | undefined): AnswerContext {
  const { dialect, tellsUsageUnasked } = variant;
  const body = (request?.body ?? {}) as Json;
  const { stream_options: options } = body;
  // Frames that no request asked for are made by a case, which knows what it wants.
  const isAsked = request === undefined || (isObject(options) && options['include_usage'] === true);
  return {
    id: answer.id ?? 'chatcmpl-conformance',
    model: answer.model ?? String(body['model'] ?? 'conformance-model'),
    includeUsage: answer.usage !== undefined && (isAsked || tellsUsageUnasked === true),
    obfuscation: true,
    logprobs: body['logprobs'] === true ? Number(body['top_logprobs'] ?? 0) : undefined,
    bare: dialect.bare,
    reasoningField: dialect.reasoningField,
  };
}

function contentDeltas({ parts }: Answer, { reasoningField = 'reasoning_content' }: Dialect): Json[] {
  let calls = 0;
  return parts.flatMap((part): Json[] => {
    if ('text' in part) return deltasOf(part.text).map((content) => ({ content }));
    if ('reasoning' in part) return deltasOf(part.reasoning).map((text) => ({ [reasoningField]: text }));
    return toolCallDeltas(calls++, part.toolCall, deltasOf(part.toolCall.arguments));
  });
}

function replyOf(answer: Answer): FakeReply {
  const text: string[] = [];
  const reasoning: string[] = [];
  const toolCalls: FakeToolCall[] = [];
  for (const part of answer.parts) {
    if ('text' in part) text.push(...deltasOf(part.text));
    else if ('reasoning' in part) reasoning.push(...deltasOf(part.reasoning));
    else toolCalls.push({ ...part.toolCall, arguments: deltasOf(part.toolCall.arguments) });
  }
  return { text, reasoning, toolCalls, finishReason: finishWordOf(answer) };
}

function hasOnlyCalls({ parts }: Answer): boolean {
  return parts.some((part) => 'toolCall' in part) && !parts.some((part) => 'text' in part);
}

function choiceOf({ choices }: Json): Json {
  return (choices as Json[])[0] ?? {};
}

function isFinish(chunk: Json): boolean {
  return typeof choiceOf(chunk)['finish_reason'] === 'string';
}

/** Whether an event says something: not the first one, which has the role, nor one without a delta. */
function hasContent(chunk: Json): boolean {
  const { delta } = choiceOf(chunk);
  return isObject(delta) && delta['role'] === undefined && Object.keys(delta).length > 0;
}

function indexOr(index: number, other: number): number {
  return index < 0 ? other : index;
}
