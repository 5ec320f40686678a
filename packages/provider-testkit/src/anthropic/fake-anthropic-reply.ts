import type { RecordedRequest } from '../openai/recorded-request.js';

/** What Anthropic calls its errors. */
export type AnthropicErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'timeout_error'
  | 'overloaded_error';

/** What the fake answers to one request. Everything left out has a sensible default. */
export interface FakeAnthropicReply {
  /** What the model thinks; sent only to a request that lets it. A list gives the deltas of the stream. */
  thinking?: string | readonly string[] | undefined;
  /** A thought that only Anthropic can read. */
  redactedThinking?: string | undefined;
  /** Blocks in Anthropic's own form, sent before the text: tools that the server has run. */
  blocks?: readonly { readonly type: string; readonly [field: string]: unknown }[] | undefined;
  /** The text. A list gives the deltas of the stream; a string is cut into words. */
  text?: string | readonly string[] | undefined;
  /** What the text cites, in Anthropic's own form. */
  citations?: readonly Readonly<Record<string, unknown>>[] | undefined;
  toolCalls?: readonly FakeAnthropicToolCall[] | undefined;
  /** Default: `tool_use` with tool calls, `max_tokens` where they do not suffice, else `end_turn`. */
  stopReason?: string | undefined;
  /** Further fields of the message, such as `stop_details`. */
  more?: Readonly<Record<string, unknown>> | undefined;
  /** The wire's usage object. Default: made-up counts. */
  usage?: Readonly<Record<string, unknown>> | undefined;
  /** Headers beyond the usual ones. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds before the headers. Default: 0. */
  delay?: number | undefined;
  /** Milliseconds between the events of a stream. Default: 0. */
  chunkDelay?: number | undefined;
  /** An error in place of the answer. */
  error?: FakeAnthropicError | undefined;
  /** An error after the text of a stream, in place of its end. On a plain answer it is an `error`. */
  streamError?: FakeAnthropicError | undefined;
}

/** A tool call of a reply. */
export interface FakeAnthropicToolCall {
  /** Default: `toolu_1`, `toolu_2`, ... */
  id?: string | undefined;
  name: string;
  /** JSON text. A list gives the pieces of the stream; a string is cut into some. */
  arguments: string | readonly string[];
}

/** An error answer. */
export interface FakeAnthropicError {
  type: AnthropicErrorType;
  message: string;
  /** Default: the one that goes with the type. */
  status?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** What the fake answers: one reply for all, a list of which the last repeats, or a function of the request. */
export type FakeAnthropicReplies =
  | FakeAnthropicReply
  | readonly FakeAnthropicReply[]
  | ((request: RecordedRequest) => FakeAnthropicReply);
