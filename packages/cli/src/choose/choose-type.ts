import { createProvider, getDefinition, listDefinitions, type ProviderDefinition } from '@modelport/core';
import { UsageError } from '../arguments.js';
import { closest } from '../closest.js';
import { chooseAmong } from './choose-local-server.js';
import { chooseModel } from './choose-model.js';
import { probeUrls } from './environment.js';
import { hostedServices } from './hosted-services.js';
import { keyFor } from './key-for.js';
import { loadProviders, providerTypes } from './load-providers.js';
import { publicUrl } from './public-url.js';
import type { Choice, Wish } from './wish.js';

/**
 * A provider for `--provider TYPE`, `--base-url URL` or both. A server that answers is recognised, waited for
 * while it loads, and asked for its model; any other address is taken as OpenAI-compatible.
 * @throws UsageError for an unknown type or a server that cannot be used, or ProviderError for a wrong URL.
 */
export async function chooseType(wish: Wish): Promise<Choice> {
  const definitions = await definitionsFor(wish.provider);
  const urls = wish.baseUrl === undefined ? probeUrls(wish.environment) : localUrls(wish.baseUrl);
  const { choice, unusable } = await chooseAmong(definitions, urls, wish);
  if (choice) return choice;
  if (unusable.length > 0) throw new UsageError(`${unusable.join('; ')}.`);
  return useAddress(wish);
}

/** Makes a provider for an address at which no known server was found, or at which none is looked for. */
async function useAddress(wish: Wish): Promise<Choice> {
  const { baseUrl, provider: type = 'openai-compatible' } = wish;
  if (baseUrl === undefined) {
    throw new UsageError(
      `No server for --provider ${type} answers on this machine. Give its address with --base-url URL.`,
    );
  }
  const options = { baseUrl, apiKey: keyFor(type, baseUrl, wish) };
  const model = wish.model ?? chooseModel(await createProvider(type, options).models())?.id;
  if (model === undefined)
    throw new UsageError(`${publicUrl(baseUrl)} lists no model to chat with. Name one with --model NAME.`);
  return {
    provider: createProvider(type, { ...options, model }),
    summary: `Using ${model} at ${publicUrl(baseUrl)}, as asked.`,
  };
}

async function definitionsFor(type: string | undefined): Promise<readonly ProviderDefinition[]> {
  await loadProviders(...(type === undefined ? ['llamacpp', 'openai-compatible'] : [type]));
  if (type === undefined) return listDefinitions();
  try {
    return [getDefinition(type)];
  } catch {
    const names = [...providerTypes, ...hostedServices.map(({ name }) => name)];
    const meant = compatible.has(type.toLowerCase()) ? 'openai-compatible' : closest(type, names);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new UsageError(`There is no provider "${type}".${hint} It is one of ${names.join(', ')}.`);
  }
}

/** Servers that people ask for by name, and that have no type of their own here. */
const compatible: ReadonlySet<string> = new Set([
  'ollama',
  'lmstudio',
  'lm-studio',
  'vllm',
  'localai',
  'koboldcpp',
  'jan',
]);

/** An address on the open internet is not probed: it is used as it is. */
function localUrls(baseUrl: string): readonly string[] {
  return URL.parse(baseUrl)?.protocol === 'http:' ? [baseUrl] : [];
}
