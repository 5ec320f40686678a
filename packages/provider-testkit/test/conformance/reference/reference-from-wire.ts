import type { ChatEvent, FinishReason, Usage } from '@modelport/core';

interface Delta {
  readonly content?: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly index: number;
    readonly id?: string;
    readonly function: { readonly name?: string; readonly arguments?: string };
  }[];
}

/** One event of a stream, or a whole answer. */
export interface Chunk {
  readonly id?: string;
  readonly model?: string;
  readonly error?: { readonly message: string };
  readonly choices?: readonly {
    readonly delta?: Delta;
    readonly message?: Delta;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens_details?: { readonly cached_tokens: number };
    readonly completion_tokens_details?: { readonly reasoning_tokens: number };
  } | null;
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
};

/** Makes events of chunks: the plainest reader that keeps the contract. */
export class ReferenceReader {
  finish: ChatEvent | undefined;
  readonly #parts: string[] = [];
  #started = false;

  read(chunk: Chunk): ChatEvent[] {
    const events: ChatEvent[] = [];
    if (!this.#started && chunk.id !== undefined) {
      this.#started = true;
      events.push({ type: 'start', id: chunk.id, model: chunk.model });
    }
    for (const { delta, message, finish_reason: reason } of chunk.choices ?? []) {
      const read = delta ?? message ?? {};
      if (read.reasoning_content) {
        events.push({ type: 'reasoning-delta', part: this.#part('reasoning'), text: read.reasoning_content });
      }
      if (read.content) events.push({ type: 'text-delta', part: this.#part('text'), text: read.content });
      for (const [position, call] of (read.tool_calls ?? []).entries()) {
        events.push(...this.#readCall({ ...call, index: call.index ?? position }));
      }
      if (reason) {
        const finishReason = finishReasons[reason] ?? 'other';
        this.finish = { type: 'finish', finishReason, rawFinishReason: reason };
      }
    }
    if (chunk.usage) events.push({ type: 'usage', usage: readUsage(chunk.usage) });
    return events;
  }

  #readCall(call: NonNullable<Delta['tool_calls']>[number]): ChatEvent[] {
    const events: ChatEvent[] = [];
    const part = this.#part(`call ${call.index}`);
    if (call.id !== undefined && call.function.name !== undefined) {
      events.push({ type: 'tool-call-start', part, id: call.id, name: call.function.name });
    }
    const { arguments: argumentsDelta } = call.function;
    if (argumentsDelta) events.push({ type: 'tool-call-delta', part, argumentsDelta });
    return events;
  }

  /** The part of a kind; text and reasoning go on in the last part if it is of their kind. */
  #part(kind: string): number {
    const known = kind.startsWith('call') ? this.#parts.indexOf(kind) : this.#parts.length - 1;
    return this.#parts[known] === kind ? known : this.#parts.push(kind) - 1;
  }
}

function readUsage(usage: NonNullable<Chunk['usage']>): Usage {
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    totalTokens: usage.total_tokens,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens,
    raw: usage,
  };
}
