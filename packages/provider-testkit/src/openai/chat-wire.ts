import { cutReply, type FakeReply, type ReplyPieces } from './fake-reply.js';

/** A JSON object. */
export type Json = Record<string, unknown>;

/** What of a request shapes its answer. */
export interface AnswerContext {
  readonly id: string;
  readonly model: string;
  /** How many choices (`n`). Default: 1. */
  readonly choices?: number | undefined;
  /** Whether `stream_options.include_usage` was given. */
  readonly includeUsage?: boolean | undefined;
  /** Whether chunks carry padding, which they do unless `stream_options.include_obfuscation` is false. */
  readonly obfuscation?: boolean | undefined;
  /** How many alternatives to each token (`top_logprobs`), if `logprobs` was given. */
  readonly logprobs?: number | undefined;
  /** Whether `tool_choice` names a function. */
  readonly namedTool?: boolean | undefined;
  readonly promptTokens?: number | undefined;
  /** Whether the fields that only OpenAI sends are left out. */
  readonly bare?: boolean | undefined;
  /** The field that carries reasoning. Default: `reasoning_content`. */
  readonly reasoningField?: string | undefined;
  /** Turns OpenAI's usage into that of another server. */
  readonly mapUsage?: ((usage: Json) => Json) | undefined;
}

const CREATED = 1_790_000_000;

/** The body of a plain chat completion. */
export function chatCompletion(reply: FakeReply, context: AnswerContext): Json {
  const pieces = cutReply(reply);
  const message: Json = {
    role: 'assistant',
    content: pieces.text.length > 0 ? pieces.text.join('') : null,
  };
  if (!context.bare || pieces.refusal.length > 0) message['refusal'] = pieces.refusal.join('') || null;
  if (!context.bare) message['annotations'] = [];
  if (pieces.reasoning.length > 0) message[reasoningField(reply, context)] = pieces.reasoning.join('');
  if (pieces.toolCalls.length > 0) {
    message['tool_calls'] = pieces.toolCalls.map(({ id, name, fragments }) => ({
      id,
      type: 'function',
      function: { name, arguments: fragments.join('') },
    }));
  }
  const choices = eachChoice(context, (index) => ({
    index,
    message,
    logprobs: context.logprobs === undefined ? null : logprobsOf(pieces.text, context.logprobs),
    finish_reason: finishReason(reply, pieces, context),
  }));
  return { ...envelope(context, 'chat.completion'), choices, usage: usageOf(reply, pieces, context) };
}

/** The events of a streamed chat completion, without the `[DONE]` after them. */
export function chatChunks(reply: FakeReply, context: AnswerContext): Json[] {
  const pieces = cutReply(reply);
  const chunks: Json[] = [];
  const add = (delta: Json, finish: string | null = null, logprobs: unknown = null): void => {
    const choices = eachChoice(context, (index) => ({ index, delta, logprobs, finish_reason: finish }));
    for (const choice of choices) {
      chunks.push({
        ...envelope(context, 'chat.completion.chunk'),
        choices: [choice],
        ...(context.includeUsage ? { usage: null } : {}),
        ...(context.obfuscation && !context.bare
          ? { obfuscation: 'x'.repeat((chunks.length * 5) % 11) }
          : {}),
      });
    }
  };
  const role = { role: 'assistant', ...(context.bare ? {} : { refusal: null }) };
  add(
    pieces.toolCalls.length > 0 && pieces.text.length === 0
      ? { ...role, content: null }
      : { ...role, content: '' },
  );
  for (const piece of pieces.reasoning) add({ [reasoningField(reply, context)]: piece });
  for (const refusal of pieces.refusal) add({ refusal });
  for (const content of pieces.text) {
    add({ content }, null, context.logprobs === undefined ? null : logprobsOf([content], context.logprobs));
  }
  for (const [index, { id, name, fragments }] of pieces.toolCalls.entries()) {
    add({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
    for (const part of fragments) add({ tool_calls: [{ index, function: { arguments: part } }] });
  }
  add({}, finishReason(reply, pieces, context));
  if (context.includeUsage) {
    const usage = usageOf(reply, pieces, context);
    chunks.push({ ...envelope(context, 'chat.completion.chunk'), choices: [], usage });
  }
  return chunks;
}

/** What an answer cost. */
export function chatUsage(reply: FakeReply, context: AnswerContext): Json {
  return usageOf(reply, cutReply(reply), context);
}

/** One event of an event stream. */
export function sseFrame(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** The end marker of an event stream. */
export const DONE_FRAME = 'data: [DONE]\n\n';

function envelope({ id, model, bare }: AnswerContext, object: string): Json {
  const more = bare ? {} : { service_tier: 'default', system_fingerprint: 'fp_fake' };
  return { id, object, created: CREATED, model, ...more };
}

function eachChoice({ choices = 1 }: AnswerContext, make: (index: number) => Json): Json[] {
  return Array.from({ length: choices }, (_, index) => make(index));
}

function reasoningField(reply: FakeReply, context: AnswerContext): string {
  return reply.reasoningField ?? context.reasoningField ?? 'reasoning_content';
}

function finishReason(reply: FakeReply, pieces: ReplyPieces, context: AnswerContext): string {
  if (reply.finishReason !== undefined) return reply.finishReason;
  return pieces.toolCalls.length > 0 && !context.namedTool ? 'tool_calls' : 'stop';
}

function usageOf(reply: FakeReply, pieces: ReplyPieces, context: AnswerContext): Json {
  const { promptTokens = 10, choices = 1, mapUsage = (usage: Json) => usage } = context;
  const completionTokens = pieces.count * choices;
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: pieces.reasoning.length, audio_tokens: 0 },
  };
  return { ...mapUsage(usage), ...reply.usage };
}

function logprobsOf(tokens: readonly string[], alternatives: number): Json {
  const entry = (token: string, rank: number): Json => ({
    token,
    logprob: -0.25 * (rank + 1),
    bytes: [...Buffer.from(token)],
  });
  const content = tokens.map((token) => ({
    ...entry(token, 0),
    top_logprobs: Array.from({ length: alternatives }, (_, rank) =>
      entry(rank === 0 ? token : `${token}~${rank}`, rank),
    ),
  }));
  return { content, refusal: null };
}
