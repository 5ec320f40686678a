import type { KnownOptions } from './check-options.js';
import { remoteFields } from './describe-models.js';
import type { FakeOllamaReply, FakeOllamaToolCall } from './fake-ollama-reply.js';
import { fillSchema } from './fill-schema.js';
import { digestOf, type StoredModel } from './model-store.js';

type Json = Record<string, unknown>;

/** What of a request shapes its answer. */
export interface AnswerContext {
  readonly kind: 'chat' | 'generate';
  readonly body: Json;
  readonly model: StoredModel;
  readonly options: KnownOptions;
  readonly promptTokens: number;
  /** Whether the model had to be loaded first. */
  readonly loaded: boolean;
  readonly legacy: boolean;
  /** Counts the answers, for the ids of tool calls. */
  readonly number: number;
}

interface Piece {
  readonly thinking?: string;
  readonly content?: string;
  readonly calls?: readonly Json[];
}

const LOADING = 256_490_468;
const LOADED = 1_034_488;
const CALL_TOKENS = 20;
const WORDS = /\s*\S+\s*$|\s*\S+|\s+/g;

/** The lines of a streamed answer; the last one is done. */
export function answerLines(reply: FakeOllamaReply, context: AnswerContext): Json[] {
  const { pieces, last, doneReason, count } = cutReply(reply, context);
  const lines = pieces.map((piece) => line(context, piece, { done: false }));
  const final = { done: true, done_reason: doneReason };
  return [...lines, { ...line(context, last, final), ...metrics(reply, context, count) }];
}

/** The answer to `stream: false`: all lines in one. */
export function wholeAnswer(reply: FakeOllamaReply, context: AnswerContext): Json {
  const { pieces, last, doneReason, count } = cutReply(reply, context);
  const all = [...pieces, last];
  const piece = {
    thinking: all.map(({ thinking = '' }) => thinking).join(''),
    content: all.map(({ content = '' }) => content).join(''),
    calls: all.flatMap(({ calls = [] }) => calls),
  };
  const logprobs = pieces.flatMap((part) => logprobsOf(part, context));
  return {
    ...line(context, piece, { done: true, done_reason: doneReason }, logprobs),
    ...metrics(reply, context, count),
  };
}

/** The answer to a request that only loads or unloads. */
export function emptyAnswer(
  kind: AnswerContext['kind'],
  model: unknown,
  doneReason: 'load' | 'unload',
): Json {
  const content = kind === 'chat' ? { message: { role: 'assistant', content: '' } } : { response: '' };
  return { model, created_at: now(), ...content, done: true, done_reason: doneReason };
}

interface CutReply {
  readonly pieces: readonly Piece[];
  /** What goes on the last line. */
  readonly last: Piece;
  readonly doneReason: string;
  /** The fake's idea of tokens. */
  readonly count: number;
}

function cutReply(reply: FakeOllamaReply, context: AnswerContext): CutReply {
  const { body, model, options } = context;
  const thinks = model.capabilities.includes('thinking') && body['think'] !== false;
  const calls =
    Array.isArray(body['tools']) && body['tools'].length > 0 ? toolCalls(reply.toolCalls ?? [], context) : [];
  const all: Piece[] = [
    ...(thinks ? toPieces(reply.thinking).map((thinking) => ({ thinking })) : []),
    ...stopAt(toPieces(textOf(reply, body)), options.stop).map((content) => ({ content })),
  ];
  const wanted = all.length + calls.length * CALL_TOKENS;
  const cut = options.limit >= 0 && wanted > options.limit;
  const pieces = cut ? all.slice(0, options.limit) : all;
  // Calls arrive whole or, where the limit cuts into them, not at all.
  const whole = cut ? [] : calls;
  const ownLine = model.template === 'go' && whole.length > 0;
  return {
    pieces: ownLine ? [...pieces, { calls: whole }] : pieces,
    last: ownLine ? {} : { calls: whole },
    doneReason: reply.doneReason ?? (cut ? 'length' : 'stop'),
    count: cut ? options.limit : wanted,
  };
}

/** The text, or JSON where `format` asks for it. */
function textOf(reply: FakeOllamaReply, { format }: Json): FakeOllamaReply['text'] {
  if (format === undefined || format === '') return reply.text;
  if (reply.json !== undefined) return JSON.stringify(reply.json);
  return JSON.stringify(format === 'json' ? { answer: 'yes' } : fillSchema(format));
}

function toPieces(value: string | readonly string[] = []): readonly string[] {
  return typeof value === 'string' ? (value.match(WORDS) ?? []) : value;
}

/** The pieces up to the first stop sequence, which is left out. */
function stopAt(pieces: readonly string[], stop: readonly string[]): string[] {
  const text = pieces.join('');
  const ends = stop.map((sequence) => text.indexOf(sequence)).filter((at) => at >= 0);
  let left = Math.min(text.length, ...ends);
  return pieces.flatMap((piece) => {
    const kept = piece.slice(0, left);
    left -= kept.length;
    return kept === '' ? [] : [kept];
  });
}

function toolCalls(calls: readonly FakeOllamaToolCall[], { model, legacy, number }: AnswerContext): Json[] {
  return calls.map(({ id, name, arguments: given = {} }, index) => {
    const made = digestOf(`${number} ${index}`);
    const own = model.template === 'go' ? `call_${made.slice(0, 8)}` : made.slice(0, 32);
    const used = id ?? (legacy ? undefined : own);
    return { ...(used === undefined ? {} : { id: used }), function: { index, name, arguments: given } };
  });
}

function line(context: AnswerContext, piece: Piece, end: Json, logprobs = logprobsOf(piece, context)): Json {
  const { thinking = '', content = '', calls = [] } = piece;
  const thought = thinking === '' ? {} : { thinking };
  const called = calls.length === 0 ? {} : { tool_calls: calls };
  const answer =
    context.kind === 'chat'
      ? { message: { role: 'assistant', content, ...thought, ...called } }
      : { response: content, ...thought };
  return {
    model: context.body['model'],
    ...remoteFields(context.model),
    created_at: now(),
    ...answer,
    ...end,
    ...(context.kind === 'generate' && end['done'] === true ? { context: [257, 267, 10] } : {}),
    ...(logprobs.length === 0 ? {} : { logprobs }),
  };
}

function logprobsOf({ thinking, content }: Piece, { body }: AnswerContext): Json[] {
  const token = content ?? thinking;
  if (body['logprobs'] !== true || token === undefined) return [];
  const entry = { token, logprob: -0.25, bytes: [...Buffer.from(token)] };
  const count = Number(body['top_logprobs'] ?? 0);
  const others = Array.from({ length: count }, (_, index) => ({ ...entry, logprob: -0.25 - index }));
  return [count === 0 ? entry : { ...entry, top_logprobs: others }];
}

/** Nanoseconds and counts; what is 0 is left out. */
function metrics(reply: FakeOllamaReply, { loaded, promptTokens }: AnswerContext, count: number): Json {
  const prompt = reply.promptTokens ?? promptTokens;
  const load = loaded ? LOADING : LOADED;
  const values = {
    total_duration: load + prompt * 100_000 + count * 400_000,
    load_duration: load,
    prompt_eval_count: prompt,
    prompt_eval_duration: prompt * 100_000,
    eval_count: count,
    eval_duration: count * 400_000,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value > 0));
}

/** The time with nanoseconds, as Go prints it. */
function now(): string {
  return new Date().toISOString().replace('Z', '123456Z');
}
