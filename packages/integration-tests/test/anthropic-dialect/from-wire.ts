import type { ChatEvent, FinishReason, JsonValue, StartEvent, Usage } from '@modelport/core';
import type { ServerSentEvent } from '@modelport/provider-utils';
import { createBlock, type OpenBlock } from './blocks.js';
import { toProviderError } from './errors.js';
import type { WireAnswer, WireContentBlock, WireError, WireEvent, WireUsage } from './wire.js';

/** What of the exchange goes into the events. */
export interface ReadContext {
  /** Type under which `providerData` is marked. */
  readonly type: string;
  readonly includeRaw?: boolean | undefined;
  /** Headers, request id and rate limits, for the `start` event. */
  readonly head: Omit<StartEvent, 'type' | 'id' | 'model'>;
}

/**
 * Turns the server-sent events of one answer into chat events. Blocks may overlap: llama-server sends the signature
 * of a thought, and the ends of all blocks, after the last text.
 */
export class MessagesReader {
  readonly #context: ReadContext;
  readonly #blocks = new Map<number, OpenBlock>();
  #parts = 0;
  #usage: WireUsage = {};
  #stopReason: string | undefined;
  #stopSequence: string | undefined;
  #finished = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /**
   * Reads one event of the stream.
   * @throws ProviderError for an `error` event, with the code that the same error has over HTTP.
   */
  read(frame: ServerSentEvent): ChatEvent[] {
    const event = parse(frame.data);
    if (event === undefined) return [malformed(frame.event)];
    const events = this.#readEvent(event);
    return this.#context.includeRaw ? [{ type: 'raw', data: event }, ...events] : events;
  }

  /** Reads the answer of a plain call: the same blocks, each of them whole. */
  readAnswer(answer: WireAnswer): ChatEvent[] {
    const events = this.#start(answer);
    answer.content?.forEach((block, index) => {
      events.push(...this.#open(index, block), ...this.#close(index));
    });
    this.#stop(answer.stop_reason, answer.stop_sequence);
    events.push(...this.end());
    return this.#context.includeRaw ? [{ type: 'raw', data: answer }, ...events] : events;
  }

  /** At the end of the body: the answer is whole once its stop reason has come, with or without `message_stop`. */
  end(): ChatEvent[] {
    if (this.#finished || this.#stopReason === undefined) return [];
    this.#finished = true;
    const stopSequence = this.#stopSequence;
    return [
      {
        type: 'finish',
        finishReason: finishReasons[this.#stopReason] ?? 'other',
        rawFinishReason: this.#stopReason,
        ...(stopSequence !== undefined && { providerData: this.#data({ stop_sequence: stopSequence }) }),
      },
    ];
  }

  #readEvent(event: WireEvent): ChatEvent[] {
    switch (event.type) {
      case 'message_start':
        return this.#start(event.message ?? {});
      case 'content_block_start':
        return this.#open(event.index ?? 0, event.content_block ?? {});
      case 'content_block_delta':
        return this.#blocks.get(event.index ?? 0)?.read(event.delta ?? {}) ?? [];
      case 'content_block_stop':
        return this.#close(event.index ?? 0);
      case 'message_delta':
        this.#stop(event.delta?.stop_reason, event.delta?.stop_sequence);
        return this.#readUsage(event.usage);
      case 'message_stop':
        return this.end();
      case 'error':
        throw toProviderError(event.error ?? {}, this.#context.head);
      default:
        // `ping`, and what the dialect may add.
        return [];
    }
  }

  #start(answer: WireAnswer): ChatEvent[] {
    const { id, model } = answer;
    const start: ChatEvent = {
      type: 'start',
      ...this.#context.head,
      ...(id && { id }),
      ...(model && { model }),
    };
    return [start, ...this.#readUsage(answer.usage)];
  }

  #open(index: number, wire: WireContentBlock): ChatEvent[] {
    const block = createBlock(wire, {
      nextPart: () => this.#parts++,
      mark: (data) => this.#data(data),
    });
    this.#blocks.set(index, block);
    return block.open();
  }

  #close(index: number): ChatEvent[] {
    const block = this.#blocks.get(index);
    this.#blocks.delete(index);
    return block?.close() ?? [];
  }

  #stop(reason: string | null | undefined, sequence: string | null | undefined): void {
    this.#stopReason = reason ?? this.#stopReason;
    this.#stopSequence = sequence ?? this.#stopSequence;
  }

  #readUsage(usage: WireUsage | undefined): ChatEvent[] {
    if (!usage) return [];
    // `message_delta` may repeat some of the counts: what they mean shows only beside the ones that came before.
    this.#usage = { ...this.#usage, ...usage };
    return [{ type: 'usage', usage: toUsage(this.#usage) }];
  }

  #data(data: JsonValue): { type: string; data: JsonValue } {
    return { type: this.#context.type, data };
  }
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
};

function toUsage(usage: WireUsage): Usage {
  const { input_tokens: fresh, output_tokens: output } = usage;
  const { cache_read_input_tokens: cached, cache_creation_input_tokens: written } = usage;
  return {
    ...(fresh != null && { inputTokens: fresh + (cached ?? 0) + (written ?? 0) }),
    ...(output != null && { outputTokens: output }),
    ...(cached != null && { cachedInputTokens: cached }),
    ...(written != null && { cacheWriteInputTokens: written }),
    raw: usage,
  };
}

function parse(data: string): WireEvent | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function malformed(name: string | undefined): ChatEvent {
  const message = `The server sent a ${name ?? 'nameless'} event that is no JSON object; it was skipped.`;
  return { type: 'warning', warning: { code: 'malformed-event', message } };
}

/** Reads the body of a failed request, whatever it holds. */
export function readError(text: string): WireError {
  try {
    const body = JSON.parse(text) as { error?: WireError } | null;
    return body?.error ?? {};
  } catch {
    return {};
  }
}
