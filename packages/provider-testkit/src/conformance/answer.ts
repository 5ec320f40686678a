/** What a backend answers to one chat, in nobody's dialect. A {@link WireEncoder} turns it into bytes. */
export interface Answer {
  /** In the order of the answer's content. */
  readonly parts: readonly AnswerPart[];
  /** Why the model stopped. Default: `tool-calls` where the parts hold one, else `stop`. */
  readonly finish?: AnswerFinish | undefined;
  /** The backend's own word for why the model stopped, in place of the one that `finish` has on the wire. */
  readonly rawFinish?: string | undefined;
  /** Absent: the backend tells nothing of it. */
  readonly usage?: AnswerUsage | undefined;
  /** Id of the response. Default: one that the encoder makes up. */
  readonly id?: string | undefined;
  /** Model that answers. Default: the one that the encoder names. */
  readonly model?: string | undefined;
  /** Response headers beside the usual ones. The kit's backend sends them; an encoder need not. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One part of an answer; a list gives the deltas of a stream. */
export type AnswerPart =
  | { readonly text: string | readonly string[] }
  | { readonly reasoning: string | readonly string[] }
  | { readonly toolCall: AnswerToolCall };

/** A call that the model wants made. */
export interface AnswerToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, which need not be valid where the wire carries it as text. */
  readonly arguments: string | readonly string[];
}

/** Finish reasons that every wire has a word for. */
export type AnswerFinish = 'stop' | 'length' | 'tool-calls' | 'content-filter';

/** Token counts, in the sense of `Usage` in core's contract: cached ones are part of the input, reasoning of the output. */
export interface AnswerUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}

/** An answer of one text part. */
export function textAnswer(text: string | readonly string[], more: Omit<Answer, 'parts'> = {}): Answer {
  return { parts: [{ text }], ...more };
}

/** Why the model stopped, with the default that an absent `finish` has. */
export function finishOf({ finish, parts }: Answer): AnswerFinish {
  return finish ?? (parts.some((part) => 'toolCall' in part) ? 'tool-calls' : 'stop');
}

/** The deltas of a text, reasoning or arguments. */
export function deltasOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** The whole of a text, reasoning or arguments. */
export function joined(value: string | readonly string[]): string {
  return deltasOf(value).join('');
}
