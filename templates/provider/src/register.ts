import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { AcmeOptions, AcmeRequestOptions } from './options.js';

interface AcmeTypes {
  options: AcmeOptions;
  requestOptions: AcmeRequestOptions;
}

declare module '@modelport/core' {
  interface ProviderTypes {
    acme: AcmeTypes;
  }
}

registerProvider(definition);
