import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { OllamaExtras } from './extras.js';
import type { OllamaOptions } from './options.js';
import type { OllamaStreamExtras } from './progress.js';
import type { OllamaRequestOptions } from './request-options.js';

interface OllamaTypes {
  options: OllamaOptions;
  requestOptions: OllamaRequestOptions;
  extras: OllamaExtras & OllamaStreamExtras;
}

declare module '@modelport/core' {
  interface ProviderTypes {
    ollama: OllamaTypes;
  }
}

registerProvider(definition);
