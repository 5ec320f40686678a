import type { DriverContext } from '@modelport/core';
import { checkAgent, type DriverOutline, lazyDriver } from '@modelport/provider-utils/define';
import { checkKeepAlive } from './keep-alive.js';
import type { OllamaDriver } from './ollama-driver.js';
import { readAddress } from './ollama-host.js';
import type { OllamaOptions } from './options.js';

/**
 * Checks the options and makes a driver, whose code the first call loads.
 * @throws ProviderError `SETTING_INVALID` for a base URL, a `keepAlive` or an `agent` that is none.
 */
export function createDriver(options: OllamaOptions, context: DriverContext): OllamaDriver {
  if (options.keepAlive !== undefined) checkKeepAlive(options.keepAlive, 'keepAlive', 'SETTING_INVALID');
  checkAgent({ agent: options.agent, fetch: context.fetch });
  const { baseUrl, isCloud } = readAddress(options);
  return lazyDriver({ ...outline, baseUrl, location: isCloud ? 'cloud' : 'local' }, async () => {
    const { createOllamaDriver } = await import('./ollama-driver.js');
    return createOllamaDriver(options, context);
  });
}

/** What the driver has, wherever the server is. */
const outline: DriverOutline<OllamaDriver> = {
  calls: ['chat', 'listModels', 'checkHealth', 'embed'],
  extras: {
    list: true,
    show: true,
    ps: true,
    version: true,
    copy: true,
    delete: true,
    load: true,
    unload: true,
    generate: true,
  },
  streamExtras: { pull: true, push: true, create: true },
};
