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
  const deltas = [
    openingDelta(pieces.toolCalls.length > 0 && pieces.text.length === 0, context),
    ...pieces.reasoning.map((piece) => ({ [reasoningField(reply, context)]: piece })),
    ...pieces.refusal.map((refusal) => ({ refusal })),
    ...pieces.text.map((content) => ({ content })),
    ...pieces.toolCalls.flatMap(({ fragments, ...call }, index) => toolCallDeltas(index, call, fragments)),
  ];
  const usage = usageOf(reply, pieces, context);
  return deltaChunks(deltas, { finish: finishReason(reply, pieces, context), usage }, context);
}

/** The first delta of a stream: the role. */
export function openingDelta(onlyCalls: boolean, { bare }: Pick<AnswerContext, 'bare'>): Json {
  return { role: 'assistant', ...(bare ? {} : { refusal: null }), content: onlyCalls ? null : '' };
}

/** The deltas of one tool call. */
export function toolCallDeltas(
  index: number,
  { id, name }: { readonly id: string; readonly name: string },
  fragments: readonly string[],
): Json[] {
  const first = { index, id, type: 'function', function: { name, arguments: '' } };
  const others = fragments.map((part) => ({ index, function: { arguments: part } }));
  return [first, ...others].map((call) => ({ tool_calls: [call] }));
}

/** The events of a stream with these deltas, then the finish, then the usage if it was asked for. */
export function deltaChunks(
  deltas: readonly Json[],
  { finish, usage }: { readonly finish: string; readonly usage?: Json | undefined },
  context: AnswerContext,
): Json[] {
  const chunks: Json[] = [];
  const add = (delta: Json, reason: string | null = null): void => {
    const { content } = delta;
    const hasTokens = context.logprobs !== undefined && typeof content === 'string' && content !== '';
    const logprobs = hasTokens ? logprobsOf([content], context.logprobs ?? 0) : null;
    for (const choice of eachChoice(context, (index) => ({
      index,
      delta,
      logprobs,
      finish_reason: reason,
    }))) {
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
  for (const delta of deltas) add(delta);
  add({}, finish);
  if (context.includeUsage) {
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
