import type { DriverRequest, ErrorCode, FinishReason, Usage } from '@modelport/core';

/** One reply of a script: a text, a description of the answer, or a function that makes either from the request. */
export type MockReply = string | MockAnswer | MockReplyFunction;

/** Makes a reply from the request as the driver got it: validated, content in parts, schemas as JSON Schema. */
export type MockReplyFunction = (
  request: DriverRequest,
) => string | MockAnswer | Promise<string | MockAnswer>;

/** An answer, told in the order of these fields. All are optional; `{}` is an empty answer. */
export interface MockAnswer {
  /** Milliseconds before the answer begins. Default: the option `latencyMs`. */
  readonly delayMs?: number | undefined;
  readonly reasoning?: string | undefined;
  readonly text?: string | undefined;
  readonly toolCalls?: readonly MockToolCall[] | undefined;
  /** Pages that the answer cites. */
  readonly sources?: readonly MockSource[] | undefined;
  /** Falls silent here, until the caller aborts or a timer fires. */
  readonly stall?: boolean | undefined;
  /** Fails here: at once where nothing is told before it, else in the middle of the answer. */
  readonly error?: ErrorCode | MockError | undefined;
  /** Default: words, see the option `flavour`. */
  readonly usage?: Usage | undefined;
  /** Default: `tool-calls` where there are calls, else `stop`. */
  readonly finishReason?: FinishReason | undefined;
  /** Model that answers. Default: the one asked for. */
  readonly model?: string | undefined;
}

/** A tool call of an answer. */
export interface MockToolCall {
  readonly name: string;
  /** Arguments, written as JSON. Default `{}`. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
  /** Arguments as text in their place, to try what is not valid JSON. */
  readonly rawArguments?: string | undefined;
  /** Default: made from the numbers of request and call. */
  readonly id?: string | undefined;
}

/** A page that an answer cites. */
export interface MockSource {
  readonly url: string;
  readonly title?: string | undefined;
}

/** How an answer fails. */
export interface MockError {
  readonly code: ErrorCode;
  /** Default: says that the script wanted it. */
  readonly message?: string | undefined;
  /** HTTP status that the backend would have sent. */
  readonly status?: number | undefined;
  /** Whether core tries again. Default: by code. */
  readonly retryable?: boolean | undefined;
  /** How long core waits before it does, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}
