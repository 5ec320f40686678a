import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { OpenRouterExtras } from './extras.js';
import type { OpenRouterOptions } from './options.js';
import type { OpenRouterEmbedOptions, OpenRouterRequestOptions } from './request-options.js';

interface OpenRouterTypes {
  options: OpenRouterOptions;
  requestOptions: OpenRouterRequestOptions & OpenRouterEmbedOptions;
  extras: OpenRouterExtras;
}

declare module '@modelport/core' {
  interface ProviderTypes {
    openrouter: OpenRouterTypes;
  }
}

registerProvider(definition);
