import type {
  LanguageModelV4Citation,
  LanguageModelV4Source,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import type { ChatEvent, OpaqueEvent, SourceEvent, ToolCallEvent, Usage } from '@modelport/core';
import { toPeerFile } from './media.js';
import { defined, peerType, toMetadata, unreachable } from './support.js';
import { toPeerFinishReason, toPeerUsage } from './usage.js';

type Part = LanguageModelV4StreamPart;

interface OpenPart {
  readonly kind: 'text' | 'reasoning' | 'tool-input';
  /** The peer's id of the block; that of a tool call is its own. */
  readonly id: string;
  readonly citations: LanguageModelV4Citation[];
  call?: ToolCallEvent;
}

/** Turns chat events into the peer's stream parts: blocks there have a start, an end and an id of their own. */
export class StreamPartWriter {
  usage: Usage | undefined;
  readonly #open = new Map<number, OpenPart>();
  #sources = 0;

  write(event: ChatEvent): Part[] {
    switch (event.type) {
      case 'start': {
        const { id, model: modelId } = event;
        return [{ type: 'response-metadata', ...defined({ id, modelId }) }];
      }
      case 'text-delta':
      case 'reasoning-delta': {
        const kind = event.type === 'text-delta' ? 'text' : 'reasoning';
        const delta: Part = { type: `${kind}-delta`, id: String(event.part), delta: event.text };
        return [...this.#start(event.part, kind), ...(event.text === '' ? [] : [delta])];
      }
      case 'tool-call-start':
        this.#open.set(event.part, { kind: 'tool-input', id: event.id, citations: [] });
        return [{ type: 'tool-input-start', id: event.id, toolName: event.name }];
      case 'tool-call-delta':
        return [
          { type: 'tool-input-delta', id: this.#open.get(event.part)?.id ?? '', delta: event.argumentsDelta },
        ];
      case 'tool-call': {
        // Held until its part ends, because only then is its metadata known.
        const open = this.#open.get(event.part);
        if (open) open.call = event;
        return [{ type: 'tool-input-end', id: event.id }];
      }
      case 'part-end':
        return this.#end(event.part, toMetadata(event.providerData));
      case 'source':
        return this.#source(event);
      case 'file':
        return [
          {
            ...toPeerFile(event.file),
            ...defined({ providerMetadata: toMetadata(event.file.providerData) }),
          },
        ];
      case 'opaque':
        return [toPeerPart(event)];
      case 'progress':
        return [{ type: 'ping' }];
      case 'warning':
        // The peer hears of warnings in `stream-start` only; see `createLanguageModel`.
        return [];
      case 'usage':
        this.usage = event.usage;
        return [];
      case 'raw':
        return [{ type: 'raw', rawValue: event.data }];
      case 'finish':
        return [
          {
            type: 'finish',
            usage: toPeerUsage(this.usage),
            finishReason: toPeerFinishReason(event.finishReason, event.rawFinishReason),
            ...defined({ providerMetadata: toMetadata(event.providerData) }),
          },
        ];
      default:
        return unreachable(event);
    }
  }

  #start(part: number, kind: 'text' | 'reasoning'): Part[] {
    if (this.#open.has(part)) return [];
    this.#open.set(part, { kind, id: String(part), citations: [] });
    return [{ type: `${kind}-start`, id: String(part) }];
  }

  #end(part: number, metadata: ReturnType<typeof toMetadata>): Part[] {
    const open = this.#open.get(part);
    this.#open.delete(part);
    const providerMetadata = defined({ providerMetadata: metadata });
    switch (open?.kind) {
      case undefined:
        return [];
      case 'text': {
        const citations = open.citations.length > 0 ? { citations: open.citations } : {};
        return [{ type: 'text-end', id: String(part), ...citations, ...providerMetadata }];
      }
      case 'reasoning':
        return [{ type: 'reasoning-end', id: String(part), ...providerMetadata }];
      case 'tool-input': {
        if (!open.call) return [];
        const { id: toolCallId, name: toolName, rawArguments: input } = open.call;
        return [{ type: 'tool-call', toolCallId, toolName, input, ...providerMetadata }];
      }
    }
  }

  #source(event: SourceEvent): Part[] {
    const source = toPeerSource(event, `source-${this.#sources++}`);
    const citing = event.part === undefined ? undefined : this.#open.get(event.part);
    if (!citing) return [source];
    citing.citations.push({ source, ...defined({ citedText: event.quote }) });
    return [];
  }
}

function toPeerSource(event: SourceEvent, id: string): LanguageModelV4Source {
  const { url, title, providerData } = event;
  // A document that a peer's model cited is there as it was.
  const peer =
    providerData?.type === peerType ? (providerData.data as unknown as LanguageModelV4Source) : undefined;
  if (peer?.sourceType === 'document') return peer;
  const providerMetadata = toMetadata(providerData);
  if (url !== undefined) {
    return { type: 'source', sourceType: 'url', id, url, ...defined({ title, providerMetadata }) };
  }
  // A document that is cited by its place in the request has no media type there.
  const document = { mediaType: 'application/octet-stream', title: title ?? event.quote ?? 'document' };
  return { type: 'source', sourceType: 'document', id, ...document, ...defined({ providerMetadata }) };
}

function toPeerPart(event: OpaqueEvent): Part {
  const { type, data } = event.providerData;
  // A peer's model gave it: it is a stream part already.
  if (type === peerType) return data as unknown as Part;
  return {
    type: 'custom',
    kind: `${type}.opaque`,
    ...defined({ providerMetadata: toMetadata(event.providerData) }),
  };
}
