import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type {
  CallContext,
  ChatEvent,
  DriverRequest,
  ProviderDefinition,
  ProviderDriver,
} from '@modelport/core';
import { toCallOptions } from './call-options.js';
import { ChatEventReader } from './chat-events.js';
import { fromPeerError } from './errors.js';
import { peerType } from './support.js';
import { fromPeerWarning } from './usage.js';

/** A definition whose driver asks a model of the peer's interface. */
export function createPeerDefinition(model: LanguageModelV4): ProviderDefinition {
  return {
    specVersion: 1,
    type: peerType,
    displayName: 'AI SDK model',
    packageName: '@modelport/integration-tests',
    packageVersion: '0.0.0',
    location: 'any',
    // What the interface has no setting for.
    capabilities: { chat: true, embeddings: false, minP: false, logprobs: false },
    settings: [{ name: 'model', kind: 'string', description: 'Unused: the model is given.' }],
    create: () => new LanguageModelDriver(model),
  };
}

class LanguageModelDriver implements ProviderDriver {
  readonly #model: LanguageModelV4;

  constructor(model: LanguageModelV4) {
    this.#model = model;
  }

  async *stream(request: DriverRequest, call: CallContext): AsyncGenerator<ChatEvent[], void> {
    try {
      const { stream, response } = await this.#model.doStream(toCallOptions(request, call));
      const reader = new ChatEventReader(response?.headers, call.warn);
      for await (const part of stream as AsyncIterable<LanguageModelV4StreamPart>) yield reader.read(part);
    } catch (error) {
      throw fromPeerError(error);
    }
  }

  async chat(request: DriverRequest, call: CallContext): Promise<ChatEvent[]> {
    try {
      const result = await this.#model.doGenerate(toCallOptions(request, call));
      const { content, finishReason, usage, providerMetadata, response } = result;
      for (const warning of result.warnings) call.warn(fromPeerWarning(warning));
      const reader = new ChatEventReader(response?.headers, () => {});
      return [
        ...reader.read({ type: 'stream-start', warnings: [] }),
        ...reader.read({ type: 'response-metadata', ...response }),
        ...reader.readContent(content),
        ...reader.read({
          type: 'finish',
          finishReason,
          usage,
          ...(providerMetadata && { providerMetadata }),
        }),
      ];
    } catch (error) {
      throw fromPeerError(error);
    }
  }
}
