// Checked by `tsc --noEmit`; there is nothing to run.
import { Agent } from 'node:https';
import { createProvider, type Provider, type ProviderType } from '@modelport/core';
import '../src/index.js';

export const types: ProviderType[] = ['anthropic', 'claude'];
// @ts-expect-error it is not a type
export const noType: ProviderType = 'antropic';

export const provider: Provider = createProvider('anthropic', { apiKey: 'k', model: 'claude-sonnet-5' });
createProvider('claude', { apiKey: async () => 'key', maxTokens: 4096 });
createProvider('anthropic', { apiKey: 'k', agent: new Agent({ keepAlive: true }) });
// @ts-expect-error a misspelt option
createProvider('anthropic', { apikey: 'k' });
// @ts-expect-error a number of tokens
createProvider('claude', { maxTokens: 'many' });

const thinking = { type: 'enabled', budgetTokens: 2048 } as const;
void provider.chat({ messages: 'Hi', providerOptions: { anthropic: { thinking, betas: ['a'] } } });
void provider.chat({
  messages: 'Hi',
  providerOptions: {
    claude: { serverTools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }] },
  },
});
// @ts-expect-error there is no such effort
void provider.chat({ messages: 'Hi', providerOptions: { anthropic: { effort: 'huge' } } });
// @ts-expect-error thinking by budget has one
void provider.chat({ messages: 'Hi', providerOptions: { anthropic: { thinking: { type: 'enabled' } } } });
// @ts-expect-error a misspelt option
void provider.chat({ messages: 'Hi', providerOptions: { anthropic: { service_tier: 'auto' } } });
