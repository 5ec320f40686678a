import { getDefinition, listDefinitions, type ProviderDefinition } from '@modelport/core';
import { readVariable, variablesOf } from './environment.js';
import type { Wish } from './wish.js';

/**
 * The variables whose key may be sent to a server: those of the service at this address, those of its own type, or, for
 * any other server, `OPENAI_COMPATIBLE_API_KEY`, which is never sent to a server that was merely found.
 */
export function keyVariablesFor(type: string, baseUrl: string | undefined, wish: Wish): readonly string[] {
  const service = baseUrl === undefined ? undefined : serviceAt(baseUrl);
  if (service) return variablesOf(service, 'apiKey');
  const definition = getDefinition(type);
  return definition.location === 'local' || wish.baseUrl !== undefined
    ? variablesOf(definition, 'apiKey')
    : [];
}

/** The key that may be sent to a server, where the environment has one. */
export function keyFor(type: string, baseUrl: string | undefined, wish: Wish): string | undefined {
  return keyVariablesFor(type, baseUrl, wish)
    .map((name) => readVariable(wish.environment, name))
    .find((key) => key !== undefined);
}

/** The service that a base URL belongs to. */
function serviceAt(baseUrl: string): ProviderDefinition | undefined {
  const host = URL.parse(baseUrl)?.host;
  return listDefinitions().find(({ location, settings }) => {
    const own = settings.find(({ name }) => name === 'baseUrl')?.default;
    return location === 'cloud' && own !== undefined && URL.parse(String(own))?.host === host;
  });
}
