// Checked by `tsc --noEmit`; there is nothing to run.
import { Agent } from 'node:https';
import { createProvider, type Provider, type ProviderType } from '@modelport/core';
import type { OllamaExtras, OllamaModelDetails, OllamaProgress, OllamaStreamExtras } from '../src/index.js';
import '../src/index.js';

export const types: ProviderType[] = ['ollama', 'auto'];
// @ts-expect-error it is not a type
export const noType: ProviderType = 'olama';

export const provider: Provider<OllamaExtras & OllamaStreamExtras> = createProvider('ollama');
createProvider('ollama', { baseUrl: ':11434', keepAlive: '10m', numCtx: 8192, onContextOverflow: 'error' });
createProvider('ollama', { keepAlive: 600, apiKey: async () => 'key', cloudApiKey: 'key' });
// @ts-expect-error a misspelt option
createProvider('ollama', { baseURL: 'http://host' });
createProvider('ollama', { agent: new Agent({ keepAlive: true, maxSockets: 4 }) });
// @ts-expect-error an agent has sockets
createProvider('ollama', { agent: { dispatch: () => true } });
// @ts-expect-error there are two choices
createProvider('ollama', { onContextOverflow: 'ignore' });

export const details: Promise<OllamaModelDetails> = provider.extras.show();
export const progress: AsyncIterable<OllamaProgress> = provider.extras.pull('qwen3:8b');
export const done: Promise<void> = provider.extras.copy({ source: 'a', destination: 'b' });
// @ts-expect-error a model that is deleted must be named
void provider.extras.delete();
// @ts-expect-error there is no such extra
void provider.extras.download('qwen3:8b');

void provider.chat({
  messages: 'Hi',
  providerOptions: { ollama: { numCtx: 4096, think: 'high', keepAlive: 0 } },
});
// @ts-expect-error there is no such level
void provider.chat({ messages: 'Hi', providerOptions: { ollama: { think: 'huge' } } });
// @ts-expect-error a misspelt option
void provider.chat({ messages: 'Hi', providerOptions: { ollama: { num_ctx: 4096 } } });
