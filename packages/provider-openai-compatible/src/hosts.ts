import { hostMatches } from '@modelport/provider-utils';
import type { Quirks } from './quirks.js';

/** A public service that speaks the dialect. */
export interface KnownHost {
  /** Host name, or the end of one: `openai.azure.com` is also `my-resource.openai.azure.com`. */
  readonly host: string;
  /** What messages call it. */
  readonly name: string;
  readonly quirks: Partial<Quirks>;
}

/** Services that are recognised by the end of their host name, each with where its quirks are documented. */
export const quirksByHost: readonly KnownHost[] = [
  // Field names and roles: resources/chat/completions/completions.d.ts of the npm package openai 7.55.0.
  // Unknown fields such as top_k are answered with 400.
  {
    host: 'api.openai.com',
    name: 'OpenAI',
    quirks: { maxTokensField: 'max_completion_tokens', systemRole: 'developer', extraSampling: false },
  },
  // https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle: the key goes in `api-key`.
  {
    host: 'openai.azure.com',
    name: 'Azure OpenAI',
    quirks: { maxTokensField: 'max_completion_tokens', authHeader: 'api-key', extraSampling: false },
  },
  // https://openrouter.ai/docs/use-cases/reasoning-tokens: `reasoning` is an object and comes back as text.
  { host: 'openrouter.ai', name: 'OpenRouter', quirks: { reasoning: 'object', reasoningBack: 'reasoning' } },
  // https://api-docs.deepseek.com/guides/thinking_mode: turns with tool calls must come back with their reasoning.
  {
    host: 'deepseek.com',
    name: 'DeepSeek',
    quirks: { reasoning: 'thinking', reasoningBack: 'reasoning_content', responseFormat: 'json_object' },
  },
  // https://console.groq.com/docs/openai
  { host: 'groq.com', name: 'Groq', quirks: {} },
  // https://docs.together.ai/docs/openai-api-compatibility
  { host: 'together.ai', name: 'Together AI', quirks: {} },
  { host: 'together.xyz', name: 'Together AI', quirks: {} },
];

/** The known service behind a base URL, by whole labels of the host name, never by a substring. */
export function findHost(baseUrl: string): KnownHost | undefined {
  return quirksByHost.find(({ host }) => hostMatches(baseUrl, host));
}

/** What to call the server behind a base URL: the service's name, else its host and port. */
export function nameServer(baseUrl: string): string {
  return findHost(baseUrl)?.name ?? URL.parse(baseUrl)?.host ?? 'the server';
}
