import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { AnthropicOptions } from './options.js';
import type { AnthropicRequestOptions } from './request-options.js';

interface AnthropicTypes {
  options: AnthropicOptions;
  requestOptions: AnthropicRequestOptions;
}

declare module '@modelport/core' {
  interface ProviderTypes {
    anthropic: AnthropicTypes;
    claude: AnthropicTypes;
  }
}

registerProvider(definition);
