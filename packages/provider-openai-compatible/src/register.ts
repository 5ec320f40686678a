import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { OpenAICompatibleOptions } from './options.js';
import type { OpenAICompatibleRequestOptions } from './request-options.js';

interface OpenAICompatibleTypes {
  options: OpenAICompatibleOptions;
  requestOptions: OpenAICompatibleRequestOptions;
  extras: Record<never, never>;
}

declare module '@modelport/core' {
  interface ProviderTypes {
    'openai-compatible': OpenAICompatibleTypes;
    openai_compatible: OpenAICompatibleTypes;
  }
}

registerProvider(definition);
