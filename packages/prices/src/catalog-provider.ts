import type { PriceQuery } from '@modelport/core';

/** The library's providers by host. Exact hosts, for a name that is only alike may belong to anybody. */
const byHost: Readonly<Record<string, string>> = {
  'api.anthropic.com': 'anthropic',
  'api.avian.io': 'avian',
  'api.cerebras.ai': 'cerebras',
  'api.cohere.ai': 'cohere',
  'api.cohere.com': 'cohere',
  'api.deepseek.com': 'deepseek',
  'api.fireworks.ai': 'fireworks',
  'api.groq.com': 'groq',
  'api.mistral.ai': 'mistral',
  'api.moonshot.ai': 'moonshotai',
  'api.novita.ai': 'novita',
  'api.openai.com': 'openai',
  'api.together.ai': 'together',
  'api.together.xyz': 'together',
  'api.x.ai': 'x-ai',
  'generativelanguage.googleapis.com': 'google',
  'oai.endpoints.kepler.ai.cloud.ovh.net': 'ovhcloud',
  'openrouter.ai': 'openrouter',
};

/** Clouds that give each customer a host of their own. */
const byHostSuffix: Readonly<Record<string, string>> = {
  '.openai.azure.com': 'azure',
  '.services.ai.azure.com': 'azure',
  '.cognitiveservices.azure.com': 'azure',
};

/** The library's providers by type, for queries that do not tell where the request went. */
const byType: Readonly<Record<string, string>> = {
  'azure-openai': 'azure',
  cerebras: 'cerebras',
  deepseek: 'deepseek',
  fireworks: 'fireworks',
  groq: 'groq',
  mistral: 'mistral',
  openai: 'openai',
  openrouter: 'openrouter',
  together: 'together',
  xai: 'x-ai',
};

/**
 * Whose prices count for a request: those of the host that answered it. A host that is not known here (a proxy, a server
 * of your own) may charge anything, whatever the type says.
 */
export function catalogProvider({ type, baseUrl }: PriceQuery): string | undefined {
  if (baseUrl === undefined) return Object.hasOwn(byType, type) ? byType[type] : undefined;
  const host = URL.parse(baseUrl)?.hostname ?? '';
  if (Object.hasOwn(byHost, host)) return byHost[host];
  return Object.entries(byHostSuffix).find(([suffix]) => host.endsWith(suffix))?.[1];
}
