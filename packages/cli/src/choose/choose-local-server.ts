import { setTimeout as sleep } from 'node:timers/promises';
import { type DetectionTry, listDefinitions, listSettings, type ProviderDefinition } from '@modelport/core';
import { type Environment, probeUrls, variablesOf } from './environment.js';
import { type FoundServer, findServers, isLoading } from './find-servers.js';
import { keyFor, keyVariablesFor } from './key-for.js';
import { loadProviders, serverTypes } from './load-providers.js';
import { openProvider } from './open-provider.js';
import { publicUrl } from './public-url.js';
import { type Choice, isAsked, otherModel, type Wish } from './wish.js';

/** The server to use, or why none of those that answered can be used. */
export interface LocalChoice {
  readonly choice?: Choice | undefined;
  readonly unusable: readonly string[];
  readonly tried: readonly DetectionTry[];
}

/** Milliseconds to wait for a server that loads its model, and between two looks at it. */
const waiting = { patience: 300_000, interval: 500 };

/** Looks on this machine for a server that can chat. */
export async function chooseLocalServer(wish: Wish): Promise<LocalChoice> {
  await loadProviders(...serverTypes);
  return chooseAmong(listDefinitions(), probeUrls(wish.environment), wish);
}

/** Looks at certain URLs for a server that one of the definitions knows, and takes the first that can chat. */
export async function chooseAmong(
  definitions: readonly ProviderDefinition[],
  urls: readonly string[] | undefined,
  wish: Wish,
): Promise<LocalChoice> {
  const unusable: string[] = [];
  const { servers, tried } = await findServers(definitions, urls, wish);
  for (const server of servers) {
    const outcome = await useServer(server, wish);
    if (typeof outcome !== 'string') return { choice: outcome, unusable, tried };
    unusable.push(outcome);
  }
  return { unusable, tried };
}

/** A provider for a server, or why it cannot be used. */
async function useServer(server: FoundServer, wish: Wish): Promise<Choice | string> {
  const { definition, baseUrl, needsKey, loading } = server;
  const place = `${nameOf(definition)} at ${publicUrl(baseUrl)}`;
  // A server that was merely found gets a key only where it wants one.
  const asked = needsKey || wish.baseUrl !== undefined;
  const apiKey = asked ? keyFor(definition.type, baseUrl, wish) : undefined;
  if (needsKey && apiKey === undefined) {
    const [variable] = keyVariablesFor(definition.type, baseUrl, wish);
    const how = variable
      ? `set ${variable}`
      : `give --base-url ${publicUrl(baseUrl)} and set OPENAI_COMPATIBLE_API_KEY`;
    return `${place} wants a key (${how})`;
  }
  if (loading && !(await waitUntilLoaded(server, place, wish)))
    return `${place} did not finish loading its model`;
  const environment = asked ? wish.environment : environmentForFound(definition, wish.environment);
  const reason = wish.baseUrl === undefined ? 'it answers on this machine' : 'it answers there';
  try {
    const mustOffer = !isAsked(wish);
    const provider = await openProvider(definition, wish, { baseUrl, apiKey, environment, mustOffer });
    if (!provider) return `${place} has no model to chat with (load or pull one there)`;
    return { provider, summary: `Using ${provider.model} on ${place}: ${reason}. ${otherModel(wish)}` };
  } catch (error) {
    return `${place} cannot be used: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * The environment without the key, which a server that wants none does not get. What it says of a type that takes any
 * server for its own is meant for one of them only.
 */
function environmentForFound(definition: ProviderDefinition, environment: Environment): Environment {
  const settings = definition.location === 'any' ? listSettings(definition) : [{ name: 'apiKey' }];
  // Core reads a variable in any spelling.
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const hidden = new Set(settings.flatMap(({ name }) => variablesOf(definition, name)).map(plain));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.has(plain(name))));
}

function nameOf({ type, displayName }: ProviderDefinition): string {
  return type === 'openai-compatible' ? 'an OpenAI-compatible server' : displayName;
}

async function waitUntilLoaded(server: FoundServer, place: string, wish: Wish): Promise<boolean> {
  wish.notify(`${place} is loading its model; waiting for it. Ctrl-C leaves.`);
  for (let waited = 0; waited < waiting.patience; waited += waiting.interval) {
    await sleep(waiting.interval);
    const state = await isLoading(server);
    if (state !== true) return state === false;
  }
  return false;
}
