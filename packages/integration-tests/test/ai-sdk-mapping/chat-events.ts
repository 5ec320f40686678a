import type {
  LanguageModelV4Content,
  LanguageModelV4Source,
  LanguageModelV4StreamPart,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import { type ChatEvent, ProviderError, type SourceEvent, type Warning } from '@modelport/core';
import { fromPeerError } from './errors.js';
import { fromPeerFile } from './media.js';
import { defined, fromMetadata, opaque, peerType, toJson, unreachable } from './support.js';
import { fromPeerFinishReason, fromPeerUsage, fromPeerWarning } from './usage.js';

interface OpenBlock {
  readonly part: number;
  metadata: SharedV4ProviderMetadata | undefined;
  hasInput: boolean;
}

/** Turns the peer's stream parts into chat events. Blocks have ids there; here they are numbered. */
export class ChatEventReader {
  readonly #headers: Readonly<Record<string, string>> | undefined;
  readonly #warn: (warning: Warning) => void;
  readonly #open = new Map<string, OpenBlock>();
  /** Calls whose input comes as text, or that the backend makes itself: only the whole call counts. */
  readonly #unseen = new Set<string>();
  #parts = 0;

  constructor(headers: Readonly<Record<string, string>> | undefined, warn: (warning: Warning) => void) {
    this.#headers = headers;
    this.#warn = warn;
  }

  /** @throws ProviderError for an `error` part. */
  read(part: LanguageModelV4StreamPart): ChatEvent[] {
    switch (part.type) {
      case 'stream-start':
        for (const warning of part.warnings) this.#warn(fromPeerWarning(warning));
        return [{ type: 'start', ...defined({ headers: this.#headers }) }];
      case 'response-metadata':
        return [{ type: 'start', ...defined({ id: part.id, model: part.modelId }) }];
      case 'text-start':
      case 'reasoning-start': {
        const type = part.type === 'text-start' ? 'text-delta' : 'reasoning-delta';
        const { part: index } = this.#openBlock(part);
        return [{ type, part: index, text: '' }];
      }
      case 'text-delta':
      case 'reasoning-delta':
        return [{ type: part.type, part: this.#block(part).part, text: part.delta }];
      case 'text-end':
      case 'reasoning-end': {
        const { part: index } = this.#block(part);
        const citations = part.type === 'text-end' ? (part.citations ?? []) : [];
        const sources = citations.map(
          ({ source, citedText: quote }): ChatEvent => ({
            ...fromSource(source),
            part: index,
            ...defined({ quote }),
          }),
        );
        return [...sources, this.#end(part.id)];
      }
      case 'tool-input-start': {
        if (part.providerExecuted || part.inputEncoding === 'text') {
          this.#unseen.add(part.id);
          return [];
        }
        const { part: index } = this.#openBlock(part);
        return [{ type: 'tool-call-start', part: index, id: part.id, name: part.toolName }];
      }
      case 'tool-input-delta': {
        if (this.#unseen.has(part.id)) return [];
        const block = this.#block(part);
        block.hasInput = true;
        return [{ type: 'tool-call-delta', part: block.part, argumentsDelta: part.delta }];
      }
      case 'tool-input-end':
        if (!this.#unseen.has(part.id)) this.#block(part);
        return [];
      case 'tool-call':
        return part.providerExecuted ? this.#opaque(part) : this.#toolCall(part);
      case 'tool-result':
        // A preliminary one is replaced by the next.
        return part.preliminary ? [] : this.#opaque(part);
      case 'tool-approval-request':
      case 'custom':
      case 'reasoning-file':
        return this.#opaque(part);
      case 'file': {
        const { providerMetadata: providerOptions, ...given } = part;
        const file = fromPeerFile({ ...given, ...defined({ providerOptions }) }, peerType);
        if (file.type === 'opaque') return this.#opaque(part);
        return [{ type: 'file', part: this.#parts++, file: { ...file, type: 'file' } }];
      }
      case 'source':
        return [fromSource(part)];
      case 'ping':
        return [];
      case 'raw':
        return [{ type: 'raw', data: part.rawValue }];
      case 'error':
        throw fromPeerError(part.error);
      case 'finish':
        return this.#finish(part);
      default:
        return unreachable(part);
    }
  }

  /** Reads the content of a plain answer: each block is a start, one delta and an end. */
  readContent(content: readonly LanguageModelV4Content[]): ChatEvent[] {
    return content.flatMap((part, index) => {
      if (part.type !== 'text' && part.type !== 'reasoning') return this.read(part);
      const { type, text: delta, ...rest } = part;
      const id = `content-${index}`;
      return [
        ...this.read({ type: `${type}-start`, id }),
        ...this.read({ type: `${type}-delta`, id, delta }),
        ...this.read({ type: `${type}-end`, id, ...rest }),
      ];
    });
  }

  #openBlock({
    id,
    providerMetadata,
  }: {
    id: string;
    providerMetadata?: SharedV4ProviderMetadata;
  }): OpenBlock {
    const block = { part: this.#parts++, metadata: providerMetadata, hasInput: false };
    this.#open.set(id, block);
    return block;
  }

  /** The block of a part. Metadata may come with any piece of it; the latest counts. */
  #block(part: { id: string; providerMetadata?: SharedV4ProviderMetadata }): OpenBlock {
    const block = this.#open.get(part.id) ?? this.#openBlock({ id: part.id });
    if (part.providerMetadata) block.metadata = { ...block.metadata, ...part.providerMetadata };
    return block;
  }

  #end(id: string): ChatEvent {
    const block = this.#block({ id });
    this.#open.delete(id);
    const providerData = fromMetadata(block.metadata, peerType);
    return { type: 'part-end', part: block.part, ...defined({ providerData }) };
  }

  #toolCall(part: Extract<LanguageModelV4StreamPart, { type: 'tool-call' }>): ChatEvent[] {
    const { toolCallId: id, toolName: name, input: rawArguments, providerMetadata } = part;
    const block = this.#block({ id, ...defined({ providerMetadata }) });
    const call: ChatEvent = {
      type: 'tool-call',
      part: block.part,
      id,
      name,
      arguments: undefined,
      rawArguments,
    };
    return [...(block.hasInput ? [] : [call]), this.#end(id)];
  }

  #opaque(part: object): ChatEvent[] {
    return [{ ...opaque(part), part: this.#parts++ }];
  }

  #finish(part: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): ChatEvent[] {
    const { unified, raw: rawFinishReason } = part.finishReason;
    const usage: ChatEvent = { type: 'usage', usage: fromPeerUsage(part.usage) };
    if (unified === 'error') {
      throw new ProviderError({ code: 'BACKEND_ERROR', message: 'The model stopped because of an error.' });
    }
    const finishReason = fromPeerFinishReason(part.finishReason);
    // `interrupted`: core makes the error of a stream that has no `finish`.
    if (finishReason === undefined) return [usage];
    const providerData = fromMetadata(part.providerMetadata, peerType);
    return [usage, { type: 'finish', finishReason, ...defined({ rawFinishReason, providerData }) }];
  }
}

function fromSource(source: LanguageModelV4Source): SourceEvent {
  switch (source.sourceType) {
    case 'url': {
      const { url, title } = source;
      const providerData = fromMetadata(source.providerMetadata, peerType);
      return { type: 'source', url, ...defined({ title, providerData }) };
    }
    case 'document':
      // File name and media type of a document are the peer's own.
      return { type: 'source', title: source.title, providerData: { type: peerType, data: toJson(source) } };
    default:
      return unreachable(source);
  }
}
