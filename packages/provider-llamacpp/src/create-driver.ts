import type { DriverContext } from '@modelport/core';
import { checkAgent, lazyDriver, serverUrls } from '@modelport/provider-utils/define';
import type { LlamaCppDriver } from './llamacpp-driver.js';
import type { LlamaCppOptions } from './options.js';
import { defaultBaseUrl } from './server-url.js';

/**
 * Checks the options and makes a driver, whose code the first call loads.
 * @throws ProviderError `SETTING_INVALID` for a base URL or an agent that is none.
 */
export function createDriver(options: LlamaCppOptions, context: DriverContext): LlamaCppDriver {
  serverUrls(options.baseUrl ?? defaultBaseUrl);
  checkAgent({ agent: options.agent, fetch: context.fetch });
  return lazyDriver<LlamaCppDriver>(
    {
      calls: ['listModels', 'checkHealth', 'embed', 'countTokens'],
      extras: {
        tokenize: true,
        detokenize: true,
        applyTemplate: true,
        props: true,
        metrics: true,
        rerank: true,
        infill: true,
        slots: true,
        saveSlot: true,
        restoreSlot: true,
        eraseSlot: true,
        routerModels: true,
        unloadModel: true,
      },
      streamExtras: { loadModel: true, watchRouter: true },
    },
    async () => {
      const { createLlamaCppDriver } = await import('./llamacpp-driver.js');
      return createLlamaCppDriver(options, context);
    },
  );
}
