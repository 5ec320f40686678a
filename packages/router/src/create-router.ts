import { createProvider } from '@modelport/core';
import type { Router } from './router.js';
import type { RouterOptions } from './router-options.js';

/**
 * Creates a router: a provider whose targets are providers. It opens no connection and starts no timer before its first
 * call.
 *
 * ```ts
 * import { createProvider } from '@modelport/core';
 * import '@modelport/provider-ollama';
 * import '@modelport/provider-openrouter';
 * import { createRouter } from '@modelport/router';
 *
 * const router = createRouter({
 *   targets: [
 *     createProvider('ollama', { model: 'qwen3:8b' }),
 *     { provider: createProvider('openrouter', { apiKey }), models: { '*': 'qwen/qwen3-8b' }, priority: 2 },
 *   ],
 * });
 * const { text, attempts } = await router.chat('Why is the sky blue?');
 * ```
 *
 * @throws ProviderError `SETTING_INVALID` or `SETTING_MISSING`, naming the option.
 */
export function createRouter(options: RouterOptions): Router {
  return createProvider('router', options);
}
