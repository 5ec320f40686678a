import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { LlamaCppExtras } from './extras.js';
import type { LlamaCppOptions } from './options.js';
import type { LlamaCppEmbedOptions, LlamaCppRequestOptions } from './request-options.js';

interface LlamaCppTypes {
  options: LlamaCppOptions;
  requestOptions: LlamaCppRequestOptions & LlamaCppEmbedOptions;
  extras: LlamaCppExtras;
}

declare module '@modelport/core' {
  interface ProviderTypes {
    llamacpp: LlamaCppTypes;
    'llama-cpp': LlamaCppTypes;
  }
}

registerProvider(definition);
