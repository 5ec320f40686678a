import { setTimeout as sleep } from 'node:timers/promises';
import { createProvider, listDefinitions, type ProviderDefinition } from '@modelport/core';
import { chooseModel } from './choose-model.js';
import { probeUrls } from './environment.js';
import { keyFor, keyVariableFor } from './key-for.js';
import { loadProviders } from './load-providers.js';
import { isLoading, type LocalServer, probeLocalServers } from './probe-local-servers.js';
import { publicUrl } from './public-url.js';
import type { Choice, Wish } from './wish.js';

/** The server to use, or why none of those that answered can be used. */
export interface LocalChoice {
  readonly choice?: Choice | undefined;
  readonly unusable: readonly string[];
}

/** Milliseconds to wait for a server that loads its model, and between two looks at it. */
const loading = { patience: 300_000, interval: 500 };

/** Looks on this machine for a server that can chat. */
export async function chooseLocalServer(wish: Wish): Promise<LocalChoice> {
  await loadProviders('llamacpp', 'openai-compatible');
  return chooseAmong(listDefinitions(), probeUrls(wish.environment), wish);
}

/** Looks at certain URLs for a server that one of the definitions knows, and takes the first that can chat. */
export async function chooseAmong(
  definitions: readonly ProviderDefinition[],
  urls: readonly string[] | undefined,
  wish: Wish,
): Promise<LocalChoice> {
  const unusable: string[] = [];
  for (const server of await probeLocalServers(definitions, urls)) {
    const outcome = await useServer(server, wish);
    if (typeof outcome !== 'string') return { choice: outcome, unusable };
    unusable.push(outcome);
  }
  return { unusable };
}

/** A provider for a server, or why it cannot be used. */
async function useServer(server: LocalServer, wish: Wish): Promise<Choice | string> {
  const { definition, baseUrl, match } = server;
  const place = `${nameOf(definition)} at ${publicUrl(baseUrl)}`;
  const apiKey = keyFor(definition.type, baseUrl, wish);
  if (match.needsKey && apiKey === undefined) {
    const variable = keyVariableFor(definition.type, baseUrl, wish);
    const how = variable
      ? `set ${variable}`
      : `give --base-url ${publicUrl(baseUrl)} and set OPENAI_COMPATIBLE_API_KEY`;
    return `${place} wants a key (${how})`;
  }
  if (match.loading && !(await waitUntilLoaded(server, place, wish)))
    return `${place} did not finish loading its model`;
  const options = { baseUrl, apiKey };
  const reason = wish.baseUrl === undefined ? 'it answers on this machine' : 'it answers there';
  try {
    const model = wish.model ?? chooseModel(await createProvider(definition.type, options).models())?.id;
    if (model === undefined) return `${place} has no model to chat with`;
    return {
      provider: createProvider(definition.type, { ...options, model }),
      summary: `Using ${model} on ${place}: ${reason}. Another: --model NAME, --provider NAME, --base-url URL.`,
    };
  } catch (error) {
    return `${place} does not list its models: ${error instanceof Error ? error.message : error}`;
  }
}

function nameOf({ type, displayName }: ProviderDefinition): string {
  return type === 'openai-compatible' ? 'an OpenAI-compatible server' : displayName;
}

async function waitUntilLoaded(server: LocalServer, place: string, wish: Wish): Promise<boolean> {
  wish.notify(`${place} is loading its model; waiting for it. Ctrl-C leaves.`);
  for (let waited = 0; waited < loading.patience; waited += loading.interval) {
    await sleep(loading.interval);
    const state = await isLoading(server);
    if (state !== true) return state === false;
  }
  return false;
}
