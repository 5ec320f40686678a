import { chooseModel, connectProvider, type Provider, type ProviderDefinition } from '@modelport/core';
import { type Environment, readSetting } from './environment.js';
import type { Wish } from './wish.js';

/** What is known of the backend, and how its model is chosen. */
export interface OpenSettings {
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Gives what is not known. Default: the wish's. */
  readonly environment?: Environment | undefined;
  /** The model where neither a flag nor the environment names one. Default: the first that can chat. */
  readonly usualModel?: string | undefined;
  /** Whether the backend must offer a chat model even where one is named. Default false. */
  readonly mustOffer?: boolean | undefined;
}

/**
 * A provider with a model: the flag's, else the environment's, else the usual one. `undefined`: it offers none to chat with.
 * @throws ProviderError for a bad setting, or where the models are needed and cannot be listed.
 */
export async function openProvider(
  definition: ProviderDefinition,
  wish: Wish,
  { baseUrl, apiKey, environment = wish.environment, usualModel, mustOffer = false }: OpenSettings,
): Promise<Provider | undefined> {
  const provider = await connectProvider(definition.type, {
    env: environment,
    baseUrl,
    apiKey,
    model: wish.model ?? readSetting(environment, definition, 'model'),
    autoDetectModel: false,
  });
  const named = provider.model ?? usualModel;
  const offered = named === undefined || mustOffer ? chooseModel(await provider.models()) : undefined;
  const model = mustOffer && !offered ? undefined : (named ?? offered?.id);
  return model === undefined ? undefined : provider.with({ model });
}
