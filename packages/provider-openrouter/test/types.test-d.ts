// Checked by `tsc --noEmit`; there is nothing to run.
import { createProvider, type Provider, type ProviderType } from '@modelport/core';
import type {
  OpenRouterEndpoint,
  OpenRouterExtras,
  OpenRouterGeneration,
  OpenRouterOptions,
  OpenRouterProviderPreferences,
} from '../src/index.js';
import '../src/index.js';

export const type: ProviderType = 'openrouter';
export const provider: Provider<OpenRouterExtras> = createProvider('openrouter', { apiKey: 'k' });

// @ts-expect-error a misspelt option
createProvider('openrouter', { apiKey: 'k', appTitle: 'x' });
// @ts-expect-error preferences are written in camelCase
createProvider('openrouter', { apiKey: 'k', providerPreferences: { allow_fallbacks: false } });

export const options: OpenRouterOptions = { apiKey: () => 'k', fallbackModels: ['a/b'], appUrl: undefined };
export const preferences: OpenRouterProviderPreferences = {
  sort: { by: 'throughput', partition: 'none' },
  maxPrice: { prompt: 1, completion: '2.5' },
  preferredMaxLatency: { p90: 3 },
};
// @ts-expect-error there is no such sorting
export const wrongSort: OpenRouterProviderPreferences = { sort: 'cheapest' };
// @ts-expect-error there is no such quantization
export const wrongQuantization: OpenRouterProviderPreferences = { quantizations: ['int5'] };

provider.chat({
  messages: 'Hi',
  providerOptions: {
    openrouter: {
      plugins: [
        { id: 'web', maxResults: 3 },
        { id: 'new-one', anything: true },
      ],
      serverTools: [{ type: 'openrouter:web_search' }],
      verbosity: 'xhigh',
      responseCache: { ttlSeconds: 60 },
    },
  },
});
// @ts-expect-error a function is no server tool
provider.chat({ messages: 'Hi', providerOptions: { openrouter: { serverTools: [{ type: 'function' }] } } });
// @ts-expect-error a misspelt request option
provider.chat({ messages: 'Hi', providerOptions: { openrouter: { verbosty: 'low' } } });
// @ts-expect-error a misspelt option of reasoning
provider.chat({ messages: 'Hi', providerOptions: { openrouter: { reasoning: { maxToken: 1 } } } });
// @ts-expect-error a misspelt input of an extra
void provider.extras.generation({ id: 'gen-1', wait: 1 });
// @ts-expect-error there is no such verbosity
provider.chat({ messages: 'Hi', providerOptions: { openrouter: { verbosity: 'loud' } } });

export const generation: Promise<OpenRouterGeneration> = provider.extras.generation('gen-1', { timeout: 1 });
export const endpoints: Promise<readonly OpenRouterEndpoint[]> = provider.extras.modelEndpoints('a/b');
export const credits: Promise<{ readonly remaining: number }> = provider.extras.credits();
// @ts-expect-error there is no such extra
provider.extras.balance();
