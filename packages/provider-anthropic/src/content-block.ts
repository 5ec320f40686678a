import type { ChatEvent, JsonValue, ProviderData } from '@modelport/core';
import {
  asList,
  asRecord,
  asText,
  type JsonRecord,
  parseJson,
  withoutAbsent,
} from '@modelport/provider-utils';

/** One content block while it is being read; each call gives the events of it. */
export interface BlockReader {
  start(): ChatEvent[];
  read(delta: JsonRecord): ChatEvent[];
  stop(): ChatEvent[];
}

/** What a block needs from the answer that it is in. */
export interface BlockContext {
  /** Its place in the message's content. */
  readonly part: number;
  /** Marks data as this provider's own. */
  mark(data: JsonValue): ProviderData;
}

/**
 * Makes the reader of a block as `content_block_start` announces it. In a plain answer it is announced whole. What this
 * package does not know is kept as it is: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createBlockReader(block: JsonRecord, context: BlockContext): BlockReader {
  switch (block['type']) {
    case 'text':
      return new TextBlock(block, context);
    case 'thinking':
      return new ThinkingBlock(block, context);
    case 'redacted_thinking':
      return redactedBlock(block, context);
    case 'tool_use':
      return new ToolUseBlock(block, context);
    default:
      return new OpaqueBlock(block, context);
  }
}

class TextBlock implements BlockReader {
  readonly #block: JsonRecord;
  readonly #context: BlockContext;
  readonly #citations: JsonRecord[] = [];

  constructor(block: JsonRecord, context: BlockContext) {
    this.#block = block;
    this.#context = context;
  }

  start(): ChatEvent[] {
    const { part } = this.#context;
    const text = asText(this.#block['text']) ?? '';
    return [{ type: 'text-delta', part, text }, ...asList(this.#block['citations']).flatMap(this.#cite)];
  }

  read({ text, citation }: JsonRecord): ChatEvent[] {
    if (citation !== undefined) return this.#cite(citation);
    const piece = asText(text);
    return piece === undefined ? [] : [{ type: 'text-delta', part: this.#context.part, text: piece }];
  }

  stop(): ChatEvent[] {
    const { part, mark } = this.#context;
    if (this.#citations.length === 0) return [{ type: 'part-end', part }];
    return [{ type: 'part-end', part, providerData: mark({ citations: this.#citations as JsonValue }) }];
  }

  readonly #cite = (value: unknown): ChatEvent[] => {
    const citation = asRecord(value);
    if (citation === undefined) return [];
    // The API tells the file, and does not take it back.
    const { file_id: _, ...kept } = citation;
    this.#citations.push(kept);
    const words = {
      url: asText(citation['url']),
      title: asText(citation['title']) ?? asText(citation['document_title']),
      quote: asText(citation['cited_text']),
    };
    return [
      {
        ...{ type: 'source', part: this.#context.part, ...withoutAbsent(words) },
        providerData: this.#context.mark(citation as JsonValue),
      },
    ];
  };
}

/** The signature comes last; llama-server sends an empty one, after the text. */
class ThinkingBlock implements BlockReader {
  readonly #block: JsonRecord;
  readonly #context: BlockContext;
  #signature: string | undefined;

  constructor(block: JsonRecord, context: BlockContext) {
    this.#block = block;
    this.#context = context;
    this.#sign(block['signature']);
  }

  start(): ChatEvent[] {
    return [
      { type: 'reasoning-delta', part: this.#context.part, text: asText(this.#block['thinking']) ?? '' },
    ];
  }

  read({ thinking, signature }: JsonRecord): ChatEvent[] {
    this.#sign(signature);
    const text = asText(thinking);
    return text === undefined ? [] : [{ type: 'reasoning-delta', part: this.#context.part, text }];
  }

  stop(): ChatEvent[] {
    const { part, mark } = this.#context;
    if (this.#signature === undefined) return [{ type: 'part-end', part }];
    return [{ type: 'part-end', part, providerData: mark({ signature: this.#signature }) }];
  }

  #sign(signature: unknown): void {
    if (typeof signature === 'string') this.#signature = (this.#signature ?? '') + signature;
  }
}

/** A thought that only Anthropic can read; it must go back as it came. */
function redactedBlock(block: JsonRecord, { part, mark }: BlockContext): BlockReader {
  const providerData = mark({ redacted_thinking: (block['data'] ?? '') as JsonValue });
  return {
    start: () => [{ type: 'reasoning-delta', part, text: '' }],
    read: () => [],
    stop: () => [{ type: 'part-end', part, providerData }],
  };
}

class ToolUseBlock implements BlockReader {
  readonly #block: JsonRecord;
  readonly #context: BlockContext;
  #hasInput = false;

  constructor(block: JsonRecord, context: BlockContext) {
    this.#block = block;
    this.#context = context;
  }

  start(): ChatEvent[] {
    const { id, name } = this.#block;
    const { part } = this.#context;
    return [{ type: 'tool-call-start', part, id: asText(id) ?? '', name: asText(name) ?? '' }];
  }

  read(delta: JsonRecord): ChatEvent[] {
    const argumentsDelta = asText(delta['partial_json']);
    if (argumentsDelta === undefined) return [];
    this.#hasInput = true;
    return [{ type: 'tool-call-delta', part: this.#context.part, argumentsDelta }];
  }

  stop(): ChatEvent[] {
    const { part, mark } = this.#context;
    const { caller, toolset_name: toolset, input = {} } = this.#block;
    const events: ChatEvent[] = this.#hasInput
      ? []
      : [{ type: 'tool-call-delta', part, argumentsDelta: JSON.stringify(input) }];
    // Who called, where it was not the model itself, and for which toolset: the API wants it back.
    const isDirect = (asRecord(caller)?.['type'] ?? 'direct') === 'direct';
    const kept = {
      ...(!isDirect && { caller: caller as JsonValue }),
      ...(typeof toolset === 'string' && { toolset_name: toolset }),
    };
    const providerData = Object.keys(kept).length > 0 ? mark(kept) : undefined;
    return [...events, { type: 'part-end', part, ...(providerData && { providerData }) }];
  }
}

/** A tool that the server ran itself, its result, and whatever the API may add: kept in the API's own form. */
class OpaqueBlock implements BlockReader {
  readonly #block: Record<string, unknown>;
  readonly #context: BlockContext;
  #json = '';

  constructor(block: JsonRecord, context: BlockContext) {
    this.#block = { ...block };
    this.#context = context;
  }

  start(): ChatEvent[] {
    return [];
  }

  read({ type: _, partial_json: json, ...fields }: JsonRecord): ChatEvent[] {
    if (typeof json === 'string') this.#json += json;
    for (const [name, piece] of Object.entries(fields)) {
      const before = this.#block[name];
      this.#block[name] = typeof piece === 'string' && typeof before === 'string' ? before + piece : piece;
    }
    return [];
  }

  stop(): ChatEvent[] {
    const { part, mark } = this.#context;
    if (this.#json !== '') this.#block['input'] = parseJson(this.#json) ?? this.#json;
    return [{ type: 'opaque', part, providerData: mark(this.#block as JsonValue) }];
  }
}
