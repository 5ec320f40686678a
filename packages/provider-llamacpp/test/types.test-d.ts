// Checked by `tsc --noEmit`; there is nothing to run.
import { createProvider, type Provider, type ProviderType } from '@modelport/core';
import type { LlamaCppExtras, LoadProgress, TokenPiece } from '../src/index.js';
import '../src/index.js';

export const types: ProviderType[] = ['llamacpp', 'llama-cpp', 'auto'];
// @ts-expect-error it is not a type
export const noType: ProviderType = 'llamaccp';

export const provider: Provider<LlamaCppExtras> = createProvider('llamacpp');
export const byAlias: Provider<LlamaCppExtras> = createProvider('llama-cpp', { baseUrl: 'http://host' });
// @ts-expect-error a misspelt option
createProvider('llamacpp', { baseURL: 'http://host' });

export const numbers: Promise<readonly number[]> = provider.extras.tokenize('Hi');
export const pieces: Promise<readonly TokenPiece[]> = provider.extras.tokenize({
  content: 'Hi',
  withPieces: true,
});
export const steps: AsyncIterable<LoadProgress> = provider.extras.loadModel({ model: 'a' });
export const unloaded: Promise<void> = provider.extras.unloadModel();
// @ts-expect-error a slot is saved to a file
export const unsaved: Promise<unknown> = provider.extras.saveSlot({ id: 0 });
// @ts-expect-error there is no such extra
provider.extras.tokenise('Hi');

provider.chat({ messages: 'Hi', providerOptions: { llamacpp: { mirostat: 2, embdNormalize: 1 } } });
// @ts-expect-error mirostat has two versions
provider.chat({ messages: 'Hi', providerOptions: { llamacpp: { mirostat: 3 } } });
