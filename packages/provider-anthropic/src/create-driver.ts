import type { DriverContext } from '@modelport/core';
import { checkAgent, lazyDriver } from '@modelport/provider-utils/define';
import type { AnthropicDriver } from './anthropic-driver.js';
import { readBaseUrl } from './base-url.js';
import type { AnthropicOptions } from './options.js';

/**
 * Checks the options and makes a driver, whose code the first call loads.
 * @throws ProviderError `SETTING_INVALID` for a `baseUrl` or an `agent` that is none.
 */
export function createDriver(options: AnthropicOptions, context: DriverContext): AnthropicDriver {
  const baseUrl = readBaseUrl(options.baseUrl);
  checkAgent({ agent: options.agent, fetch: context.fetch });
  return lazyDriver<AnthropicDriver>({ baseUrl, calls: ['listModels', 'countTokens'] }, async () => {
    const { createAnthropicDriver } = await import('./anthropic-driver.js');
    return createAnthropicDriver(options, context);
  });
}
