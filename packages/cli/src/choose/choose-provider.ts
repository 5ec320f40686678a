import { createProvider } from '@modelport/core';
import { chooseHostedService, hostedServiceNamed, useHostedService } from './choose-hosted-service.js';
import { chooseLocalServer } from './choose-local-server.js';
import { chooseType } from './choose-type.js';
import { loadProviders } from './load-providers.js';
import type { Choice, Wish } from './wish.js';

/**
 * The provider that was asked for; else a local server that answers; else a hosted service whose key is in the
 * environment; else the built-in mock model.
 * @throws UsageError or ProviderError where what was asked for cannot be had.
 */
export async function chooseProvider(wish: Wish): Promise<Choice> {
  const service = hostedServiceNamed(wish.provider);
  if (service) return useHostedService(service, wish);
  if (wish.provider === 'mock') return useMock(wish, 'Using the built-in mock model, as asked.');
  if (wish.provider !== undefined || wish.baseUrl !== undefined) return chooseType(wish);

  const { choice, unusable } = await chooseLocalServer(wish);
  if (choice) return choice;
  const because = unusable.length > 0 ? unusable.join('; ') : 'no local server answered';
  const hosted = await chooseHostedService(wish, because);
  return (
    hosted ?? useMock(wish, `Using the built-in mock model: ${because}, no API key is set. ${betterThanMock}`)
  );
}

const betterThanMock = 'For a real one start llama-server or Ollama, or set OPENAI_API_KEY.';

async function useMock({ model = 'mock', pace }: Wish, summary: string): Promise<Choice> {
  await loadProviders('mock');
  return { provider: createProvider('mock', { model, deltaMs: pace }), summary };
}
