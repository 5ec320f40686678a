import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { MockExtras, MockOptions, MockRequestOptions } from './mock-options.js';

declare module '@modelport/core' {
  interface ProviderTypes {
    mock: { options: MockOptions; requestOptions: MockRequestOptions; extras: MockExtras };
  }
}

registerProvider(definition);
