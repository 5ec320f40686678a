import { type ErrorCode, type ProviderDefinition, registerProvider } from '@modelport/core';
import {
  type ConformanceSubject,
  openAIWire,
  type WireEncoder,
  type WireResponse,
} from '../../../src/index.js';
import type { Breakage } from './breakage.js';
import { readReferenceChat } from './read-reference-chat.js';
import { createReferenceDriver, type ReferenceOptions } from './reference-driver.js';
import { VERSION_HEADER } from './reference-side-calls.js';

/** The kit's own provider: it does everything that the contract has, over OpenAI's wire; broken in one way if told so. */
export function referenceSubject(broken: Breakage = {}): ConformanceSubject {
  const definition: ProviderDefinition<ReferenceOptions> = {
    specVersion: 1,
    type: 'reference',
    aliases: ['reference-alias'],
    displayName: 'Reference',
    packageName: 'modelport-provider-reference',
    packageVersion: '1.0.0',
    location: 'any',
    capabilities: {
      ...{ chat: true, embeddings: true, tools: true, toolChoice: true, parallelToolCalls: true },
      ...{
        images: true,
        files: true,
        structuredOutput: true,
        reasoning: true,
        temperature: true,
        topP: true,
      },
      ...{ topK: true, minP: true, presencePenalty: true, frequencyPenalty: true, maxTokens: true },
      ...{ stop: true, seed: true, logprobs: true },
    },
    settings: [
      {
        name: 'baseUrl',
        kind: 'url',
        description: 'Where the backend is.',
        default: 'http://localhost:8000/v1',
      },
      { name: 'apiKey', kind: 'secret', description: 'Key for the backend.' },
      { name: 'model', kind: 'string', description: 'Default model.' },
    ],
    embedBatchLimit: 4,
    probe: {
      urls: ['http://localhost:8000/v1'],
      priority: 100,
      async identify(get) {
        const version = (await get('/v1/models')).headers[VERSION_HEADER];
        return version === undefined ? undefined : { version };
      },
    },
    create: (options, context) => createReferenceDriver(options, context, broken),
  };
  const wire = referenceWire();
  const tested = broken.definition?.(definition as unknown as ProviderDefinition) ?? definition;
  return {
    definition: tested,
    wire: broken.wire?.(wire) ?? wire,
    register: register(broken.register ?? (() => registerProvider(tested))),
  };
}

/** OpenAI's wire with nothing missing, a way to count tokens, a version, and a word for a model that is being loaded. */
function referenceWire(): WireEncoder {
  return {
    ...openAIWire,
    // Its oddities are for those who talk to everybody.
    cases: [],
    version: '1.2.3',
    operation: (request) =>
      request.path.endsWith('/count') ? 'count-tokens' : openAIWire.operation(request),
    models: (ids) => ({ body: openAIWire.models?.(ids).body, headers: { [VERSION_HEADER]: '1.2.3' } }),
    lacks: [],
    readChat: readReferenceChat,
    tokenCount: (count) => ({ body: { count } }),
    failure: (failure) => ownWords[failure.code] ?? openAIWire.failure(failure),
  };
}

/** What only a local server has to say. */
const ownWords: { readonly [Code in ErrorCode]?: WireResponse } = {
  MODEL_LOADING: { status: 503, body: { error: { message: 'Loading model', type: 'unavailable_error' } } },
  NOT_SUPPORTED: { status: 501, body: { error: { message: 'This server has no such feature.' } } },
};

/** As in a process of its own: what was registered before is gone. */
function register(own: () => void): () => Promise<void> {
  return async () => {
    Reflect.deleteProperty(globalThis, Symbol.for('@modelport/core/registry@1'));
    own();
  };
}
