import type { ChatEvent, JsonValue, ProviderData } from '@modelport/core';
import type { WireCitation, WireContentBlock, WireEvent } from './wire.js';

type Delta = NonNullable<WireEvent['delta']>;

/** One content block while it is being read. */
export interface OpenBlock {
  open(): ChatEvent[];
  read(delta: Delta): ChatEvent[];
  close(): ChatEvent[];
}

/** What a block needs from the answer that it is in. */
export interface BlockContext {
  /** Takes the next place in the message's content. */
  nextPart(): number;
  /** Marks data as this dialect's own. */
  mark(data: JsonValue): ProviderData;
}

/** Makes the reader of a block, as `content_block_start` announces it. */
export function createBlock(block: WireContentBlock, context: BlockContext): OpenBlock {
  switch (block.type) {
    case 'text':
      return textBlock(block, context);
    case 'thinking':
      return thinkingBlock(block, context);
    case 'tool_use':
      return toolUseBlock(block, context);
    default:
      return opaqueBlock(block, context);
  }
}

/** A text that stays empty takes no place: it could not be sent back. */
function textBlock(block: WireContentBlock, { nextPart }: BlockContext): OpenBlock {
  let part: number | undefined;
  const delta = (text: string | undefined): ChatEvent[] => {
    if (!text) return [];
    part ??= nextPart();
    return [{ type: 'text-delta', part, text }];
  };
  const source = (citation: WireCitation): ChatEvent => {
    const title = citation.title ?? citation.document_title;
    return {
      type: 'source',
      ...(part !== undefined && { part }),
      ...(citation.url && { url: citation.url }),
      ...(title && { title }),
      ...(citation.cited_text && { quote: citation.cited_text }),
    };
  };
  return {
    open: () => [...delta(block.text), ...(block.citations ?? []).map(source)],
    read: ({ text, citation }) => (citation ? [source(citation)] : delta(text)),
    close: () => (part === undefined ? [] : [{ type: 'part-end', part }]),
  };
}

function thinkingBlock(block: WireContentBlock, { nextPart, mark }: BlockContext): OpenBlock {
  const part = nextPart();
  let signature = block.signature;
  return {
    // An empty delta opens the part: a thought may consist of its signature alone.
    open: () => [{ type: 'reasoning-delta', part, text: block.thinking ?? '' }],
    read(delta) {
      if (delta.signature !== undefined) signature = (signature ?? '') + delta.signature;
      return delta.thinking ? [{ type: 'reasoning-delta', part, text: delta.thinking }] : [];
    },
    close: () => [
      { type: 'part-end', part, ...(signature !== undefined && { providerData: mark({ signature }) }) },
    ],
  };
}

function toolUseBlock(block: WireContentBlock, { nextPart }: BlockContext): OpenBlock {
  const part = nextPart();
  let came = false;
  const delta = (text: string): ChatEvent[] => [{ type: 'tool-call-delta', part, argumentsDelta: text }];
  return {
    open: () => [{ type: 'tool-call-start', part, id: block.id ?? '', name: block.name ?? '' }],
    read({ partial_json }) {
      came ||= Boolean(partial_json);
      return partial_json ? delta(partial_json) : [];
    },
    // A stream opens the block with `input: {}` and sends the real one in deltas; a plain answer has it at once.
    close: () => [...(came ? [] : delta(JSON.stringify(block.input ?? {}))), { type: 'part-end', part }],
  };
}

/** A block that only this dialect knows: a tool that the server ran, its result, a redacted thought. */
function opaqueBlock(block: WireContentBlock, { nextPart, mark }: BlockContext): OpenBlock {
  const part = nextPart();
  let input = '';
  return {
    open: () => [],
    read({ partial_json }) {
      input += partial_json ?? '';
      return [];
    },
    close() {
      const whole = input === '' ? block : { ...block, input: JSON.parse(input) };
      return [{ type: 'opaque', part, providerData: mark(JSON.parse(JSON.stringify(whole))) }];
    },
  };
}
