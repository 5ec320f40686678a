import type { ChatEvent, FinishReason, JsonValue, ProviderData, RateLimit } from '@modelport/core';
import { asCount, asList, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { type BlockReader, createBlockReader } from './content-block.js';
import { toUsage } from './usage.js';

/** What of the exchange goes into the events. */
export interface ReadContext {
  /** Type under which `providerData` is marked. */
  readonly type: string;
  readonly includeRaw?: boolean | undefined;
  readonly rateLimit?: RateLimit | undefined;
}

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
const finishReasons: ReadonlyMap<unknown, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'tool-calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'content-filter'],
]);

/** Which block a delta belongs to whose start was lost. */
const blockOfDelta: ReadonlyMap<unknown, string> = new Map([
  ['text_delta', 'text'],
  ['citations_delta', 'text'],
  ['thinking_delta', 'thinking'],
  ['signature_delta', 'thinking'],
]);

/** Fields of an answer beyond the contract, in `providerData` of its end. */
const furtherFields = ['stop_sequence', 'stop_details', 'container', 'context_management'];

/**
 * Turns the events of one answer, or the answer as a whole, into chat events:
 * https://platform.claude.com/docs/en/build-with-claude/streaming
 * Events and fields that it does not know are ignored, as that page asks for.
 */
export class MessageReader {
  readonly #context: ReadContext;
  readonly #blocks = new Map<unknown, BlockReader>();
  #parts = 0;
  #usage: JsonRecord = {};
  #stopReason: string | undefined;
  readonly #further: Record<string, JsonValue> = {};
  #isFinished = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Whether the answer is whole: it has told why it ended. */
  get isComplete(): boolean {
    return this.#stopReason !== undefined;
  }

  /** Whether `finish` has been given. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** The events of one event of the stream, and of what kind it is. */
  read(event: JsonRecord, kind: unknown): ChatEvent[] {
    if (this.#isFinished) return [];
    return this.#withRaw(event, this.#readEvent(event, kind));
  }

  /** The events of a whole answer: the same blocks, each at once. */
  readMessage(message: JsonRecord): ChatEvent[] {
    const events = this.#start(message);
    for (const value of asList(message['content'])) {
      const block = asRecord(value);
      if (block === undefined) continue;
      const reader = this.#open(block);
      events.push(...reader.start(), ...reader.stop());
    }
    this.#stop(message);
    return this.#withRaw(message, [...events, ...this.#tellUsage(message['usage']), ...this.finish()]);
  }

  /** The end of an answer that is complete; nothing where it is not, or has ended already. */
  finish(): ChatEvent[] {
    if (this.#isFinished || this.#stopReason === undefined) return [];
    this.#isFinished = true;
    const open = [...this.#blocks.values()].flatMap((block) => block.stop());
    return [
      ...open,
      {
        type: 'finish',
        finishReason: finishReasons.get(this.#stopReason) ?? 'other',
        rawFinishReason: this.#stopReason,
        ...(Object.keys(this.#further).length > 0 && { providerData: this.#mark(this.#further) }),
      },
    ];
  }

  #readEvent(event: JsonRecord, kind: unknown): ChatEvent[] {
    const index = event['index'];
    switch (kind) {
      case 'content_block_delta':
        return this.#readDelta(index, asRecord(event['delta']) ?? {});
      case 'content_block_start': {
        const reader = this.#open(asRecord(event['content_block']) ?? {}, index);
        return reader.start();
      }
      case 'content_block_stop': {
        const reader = this.#blocks.get(index);
        this.#blocks.delete(index);
        return reader?.stop() ?? [];
      }
      case 'message_start': {
        const message = asRecord(event['message']) ?? {};
        // The count of the output is no more than a beginning here.
        const { output_tokens: _, ...usage } = asRecord(message['usage']) ?? {};
        return [...this.#start(message), ...this.#tellUsage(usage)];
      }
      case 'message_delta':
        this.#stop({ ...event, ...asRecord(event['delta']) });
        return this.#tellUsage(event['usage']);
      case 'message_stop':
        return this.finish();
      default:
        return [];
    }
  }

  #start(message: JsonRecord): ChatEvent[] {
    const { rateLimit } = this.#context;
    const known = withoutAbsent({ id: asText(message['id']), model: asText(message['model']), rateLimit });
    return [{ type: 'start', ...known }];
  }

  #open(block: JsonRecord, index?: unknown): BlockReader {
    const reader = createBlockReader(block, { part: this.#parts++, mark: this.#mark });
    if (index !== undefined) this.#blocks.set(index, reader);
    return reader;
  }

  #readDelta(index: unknown, delta: JsonRecord): ChatEvent[] {
    const reader = this.#blocks.get(index);
    if (reader !== undefined) return reader.read(delta);
    const type = blockOfDelta.get(delta['type']);
    if (type === undefined || asCount(index) === undefined) return [];
    const opened = this.#open({ type }, index);
    return [...opened.start(), ...opened.read(delta)];
  }

  #stop(said: JsonRecord): void {
    this.#stopReason = asText(said['stop_reason']) ?? this.#stopReason;
    for (const name of furtherFields) {
      const value = said[name];
      if (value !== undefined && value !== null) this.#further[name] = value as JsonValue;
    }
  }

  /** A later count replaces an earlier one; `null` says nothing. */
  #tellUsage(told: unknown): ChatEvent[] {
    const counts = Object.entries(asRecord(told) ?? {}).filter(([, value]) => value !== null);
    if (counts.length === 0) return [];
    this.#usage = { ...this.#usage, ...Object.fromEntries(counts) };
    return [{ type: 'usage', usage: toUsage(this.#usage) }];
  }

  #withRaw(data: JsonRecord, events: ChatEvent[]): ChatEvent[] {
    return this.#context.includeRaw ? [{ type: 'raw', data }, ...events] : events;
  }

  readonly #mark = (data: JsonValue): ProviderData => ({ type: this.#context.type, data });
}
