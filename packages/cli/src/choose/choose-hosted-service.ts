import { detectProviders, getDefinition, type ProviderDefinition } from '@modelport/core';
import { UsageError } from '../arguments.js';
import { readSetting, variablesOf } from './environment.js';
import { loadProviders, serviceTypes } from './load-providers.js';
import { openProvider } from './open-provider.js';
import { publicUrl } from './public-url.js';
import { askedBy, type Choice, otherModel, type Wish } from './wish.js';

/** Inexpensive chat models that services have offered for long, for when nobody names one. */
const usualModels: Readonly<Record<string, string>> = {
  openai: 'gpt-5-mini',
  anthropic: 'claude-haiku-4-5',
  groq: 'openai/gpt-oss-20b',
  together: 'openai/gpt-oss-20b',
  deepseek: 'deepseek-chat',
  mistral: 'mistral-small-latest',
};

/** A service whose key is in the environment; OpenAI before the others. */
export async function chooseHostedService(wish: Wish, because: string): Promise<Choice | undefined> {
  await loadProviders(...serviceTypes);
  const { found } = await detectProviders({ env: wish.environment, usualUrls: false });
  const service = found.find(({ type }) => getDefinition(type).location === 'cloud');
  if (!service) return undefined;
  return useHostedService(
    getDefinition(service.type),
    wish,
    `: ${service.keyVariable} is set, and ${because}`,
  );
}

/**
 * A service that was asked for.
 * @throws UsageError where its key is missing or it offers no model, ProviderError where it does not list them.
 */
export async function useHostedService(
  definition: ProviderDefinition,
  wish: Wish,
  because: string = askedBy(wish),
): Promise<Choice> {
  const { type, displayName, fallbackModels } = definition;
  const { environment, baseUrl } = wish;
  const apiKey = readSetting(environment, definition, 'apiKey');
  if (apiKey === undefined) {
    const [variable] = variablesOf(definition, 'apiKey');
    throw new UsageError(`${displayName} needs a key: set ${variable} in the environment.`);
  }
  const provider = await openProvider(definition, wish, {
    // To an address that was given with the service, its key goes along.
    ...(baseUrl !== undefined && { baseUrl, apiKey }),
    usualModel: usualModels[type] ?? fallbackModels?.[0],
  });
  if (!provider)
    throw new UsageError(`${displayName} lists no model to chat with. Name one with --model NAME.`);
  const own = definition.settings.find(({ name }) => name === 'baseUrl')?.default;
  const where =
    provider.baseUrl === own ? displayName : `${displayName} at ${publicUrl(provider.baseUrl ?? '')}`;
  return { provider, summary: `Using ${provider.model} on ${where}${because}. ${otherModel(wish)}` };
}
