import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { Router } from './router.js';
import type { RouterOptions, RouterRequestOptions } from './router-options.js';

declare module '@modelport/core' {
  interface ProviderTypes {
    router: { options: RouterOptions; requestOptions: RouterRequestOptions; provider: Router };
  }
}

registerProvider(definition);
