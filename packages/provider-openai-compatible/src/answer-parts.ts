import type { ChatEvent, JsonValue, ProviderData, TokenLogprob } from '@modelport/core';

/** How reasoning is marked that must come back to the server. */
export interface ReasoningMark {
  /** Type of the provider. */
  readonly type: string;
  /** Field in which the text goes back; `none` where it does not. */
  readonly field: string;
}

/**
 * Numbers the parts of an answer. The wire has no parts: a new one begins where text turns into reasoning, or a tool
 * call or file comes in between.
 */
export class AnswerParts {
  readonly #mark: ReasoningMark;
  readonly #emit: (event: ChatEvent) => void;
  #count = 0;
  #kind: 'text' | 'reasoning' | 'other' | undefined;
  /** The last reasoning part, until it is closed. */
  #reasoning: number | undefined;
  #reasoningData: JsonValue | undefined;

  constructor(mark: ReasoningMark, emit: (event: ChatEvent) => void) {
    this.#mark = mark;
    this.#emit = emit;
  }

  /** Whether no part was opened. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  text(text: string, logprobs?: readonly TokenLogprob[]): void {
    const part = this.#partOf('text');
    this.#emit(
      logprobs === undefined
        ? { type: 'text-delta', part, text }
        : { type: 'text-delta', part, text, logprobs },
    );
  }

  reasoning(text: string): void {
    this.#emit({ type: 'reasoning-delta', part: this.#partOf('reasoning'), text });
  }

  /** Sets what must come back with the reasoning. */
  setReasoningData(data: JsonValue): void {
    this.#reasoningData = data;
  }

  /** Opens a part that is neither text nor reasoning, and returns its index. */
  open(): number {
    return this.#open('other');
  }

  /**
   * The answer is over: closes the last reasoning part. Data without any text gets a part of its own here, so that it never
   * parts a text in two, and has the same place in a stream as in a whole answer.
   */
  end(): void {
    if (this.#reasoningData !== undefined && this.#reasoning === undefined) this.reasoning('');
    this.#endReasoning();
  }

  #partOf(kind: 'text' | 'reasoning'): number {
    return this.#kind === kind ? this.#count - 1 : this.#open(kind);
  }

  #open(kind: 'text' | 'reasoning' | 'other'): number {
    // Data that may still grow is handed over at the end.
    if (this.#reasoningData === undefined) this.#endReasoning();
    this.#kind = kind;
    if (kind === 'reasoning') this.#reasoning = this.#count;
    return this.#count++;
  }

  #endReasoning(): void {
    const part = this.#reasoning;
    this.#reasoning = undefined;
    if (part === undefined) return;
    const { type, field } = this.#mark;
    const data = this.#reasoningData ?? (field === 'none' ? undefined : { field });
    const providerData: ProviderData | undefined = data === undefined ? undefined : { type, data };
    this.#emit(providerData ? { type: 'part-end', part, providerData } : { type: 'part-end', part });
  }
}
