import type { RecordedRequest } from './recorded-request.js';

/** What the fake answers to one request. Everything left out has a sensible default. */
export interface FakeReply {
  /** The text. A list gives the deltas of the stream; a string is cut into words. */
  text?: string | readonly string[] | undefined;
  /** Reasoning, sent before the text. */
  reasoning?: string | readonly string[] | undefined;
  /** The field that carries the reasoning. Default: the dialect's, which for OpenAI's is `reasoning_content`. */
  reasoningField?: 'reasoning_content' | 'reasoning' | undefined;
  /** A refusal in place of the text. */
  refusal?: string | undefined;
  toolCalls?: readonly FakeToolCall[] | undefined;
  /** Default: `tool_calls` with tool calls (but `stop` for a named `tool_choice`, as OpenAI does), else `stop`. */
  finishReason?: string | undefined;
  /** The wire's usage object. Default: made-up counts. */
  usage?: Readonly<Record<string, unknown>> | undefined;
  /** Headers beyond the usual ones. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds before the headers. Default: 0. */
  delay?: number | undefined;
  /** Milliseconds between the events of a stream. Default: 0. */
  chunkDelay?: number | undefined;
  /** An error in place of the answer, or the name of one that the dialect has. */
  error?: FakeError | string | undefined;
  /** An error, or its name, after the text of a stream, in place of its end. On a plain answer it is an `error`. */
  streamError?: FakeError | string | undefined;
}

/** What the fake answers: one reply for all, a list of which the last repeats, or a function of the request. */
export type FakeReplies = FakeReply | readonly FakeReply[] | ((request: RecordedRequest) => FakeReply);

/** A tool call of a reply. */
export interface FakeToolCall {
  /** Default: `call_1`, `call_2`, ... */
  id?: string | undefined;
  name: string;
  /** JSON text, which need not be valid. A list gives the fragments of the stream; a string is cut into some. */
  arguments: string | readonly string[];
}

/** An error answer. */
export interface FakeError {
  /** The HTTP status. */
  status: number;
  message: string;
  /** Default: `invalid_request_error` below 500, `server_error` from there on. */
  type?: string | undefined;
  /** Default: null. */
  param?: string | null | undefined;
  /** Default: null. */
  code?: string | null | undefined;
  /** Further fields of the error object. */
  details?: Readonly<Record<string, unknown>> | undefined;
  /** Headers beyond the usual ones. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** A reply cut into what a stream would send piece by piece. */
export interface ReplyPieces {
  readonly text: readonly string[];
  readonly reasoning: readonly string[];
  readonly refusal: readonly string[];
  readonly toolCalls: readonly { id: string; name: string; fragments: readonly string[] }[];
  /** How many pieces there are in all: the fake's idea of tokens. */
  readonly count: number;
}

/** Cuts a reply into its pieces. */
export function cutReply(reply: FakeReply): ReplyPieces {
  const text = toPieces(reply.text, /\s*\S+\s*$|\s*\S+|\s+/g);
  const reasoning = toPieces(reply.reasoning, /\s*\S+\s*$|\s*\S+|\s+/g);
  const refusal = toPieces(reply.refusal, /\s*\S+\s*$|\s*\S+|\s+/g);
  const toolCalls = (reply.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${index + 1}`,
    name: call.name,
    fragments: toPieces(call.arguments, /[\s\S]{1,5}/gu),
  }));
  const fragments = toolCalls.reduce((sum, call) => sum + call.fragments.length + 1, 0);
  return {
    text,
    reasoning,
    refusal,
    toolCalls,
    count: text.length + reasoning.length + refusal.length + fragments,
  };
}

function toPieces(value: string | readonly string[] | undefined, pattern: RegExp): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? (value.match(pattern) ?? []) : value;
}
