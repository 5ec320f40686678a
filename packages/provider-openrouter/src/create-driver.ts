import type { DriverContext } from '@modelport/core';
import { checkAgent, lazyDriver } from '@modelport/provider-utils/define';
import { checkOptions } from './check-options.js';
import { attributionHeaders } from './headers.js';
import type { OpenRouterDriver } from './openrouter-driver.js';
import type { OpenRouterOptions } from './options.js';

/**
 * Checks the options and makes a driver, whose code the first call loads.
 * @throws ProviderError `SETTING_MISSING` without a key, `SETTING_INVALID` for an option that OpenRouter would refuse, or an
 *   agent that is none.
 */
export function createDriver(options: OpenRouterOptions, context: DriverContext): OpenRouterDriver {
  checkOptions(options);
  attributionHeaders(options);
  checkAgent({ agent: options.agent, fetch: context.fetch });
  return lazyDriver<OpenRouterDriver>(
    {
      calls: ['chat', 'listModels', 'checkHealth', 'embed'],
      extras: { key: true, credits: true, generation: true, modelEndpoints: true, models: true },
    },
    async () => {
      const { createOpenRouterDriver } = await import('./openrouter-driver.js');
      return createOpenRouterDriver(options, context);
    },
  );
}
