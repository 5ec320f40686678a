/** What the fake answers to one chat or generate request. Everything left out has a sensible default. */
export interface FakeOllamaReply {
  /** The text. A list gives the lines of the stream; a string is cut into words. */
  text?: string | readonly string[] | undefined;
  /** Thinking, sent before the text if the model can think and `think` is not false. */
  thinking?: string | readonly string[] | undefined;
  /** Tool calls; sent only to a request with tools, as the real one does. */
  toolCalls?: readonly FakeOllamaToolCall[] | undefined;
  /** What it answers to a request with `format`, as a value. Default: one that fits the schema. */
  json?: unknown;
  /** Default: `length` where `num_predict` ended the answer, else `stop`. */
  doneReason?: string | undefined;
  /** `prompt_eval_count`; 0 leaves it out, as for a prompt that was cached. Default: a made-up count. */
  promptTokens?: number | undefined;
  /** Milliseconds before the answer. Default: 0. */
  delay?: number | undefined;
  /** Milliseconds between the lines of a stream. Default: 0. */
  lineDelay?: number | undefined;
  /** An error in place of the answer, or of its rest. */
  error?: FakeOllamaError | undefined;
  /** How many lines of the stream to send before the connection is cut. Default: it is not. */
  cutAfter?: number | undefined;
}

/** A tool call of a reply. */
export interface FakeOllamaToolCall {
  name: string;
  /** Default: `{}`. */
  arguments?: Readonly<Record<string, unknown>> | undefined;
  /** Default: one in the form of the model's template, none from a legacy server. */
  id?: string | undefined;
}

/** An error answer. */
export interface FakeOllamaError {
  message: string;
  /** The HTTP status. Default: 500. */
  status?: number | undefined;
  /**
   * Lines of the stream before the error, which then is a line of its own in an answer with status 200. Default: 0,
   * an answer with the status.
   */
  afterLines?: number | undefined;
}

/** What Ollama answers when its queue is full. */
export const OLLAMA_BUSY: FakeOllamaError = {
  message: 'server busy, please try again.  maximum pending requests exceeded',
  status: 503,
};
