import { createProviderFromDefinition, type Provider } from '@modelport/core';
import { definition } from '../../src/definition.js';
import type { OllamaExtras } from '../../src/extras.js';
import type { OllamaOptions } from '../../src/options.js';
import type { OllamaStreamExtras } from '../../src/progress.js';

/** A provider as users hold it, without retries. */
export function testProvider(
  server: { readonly baseUrl: string },
  options: OllamaOptions = {},
): Provider<OllamaExtras & OllamaStreamExtras> {
  const all: OllamaOptions = { baseUrl: server.baseUrl, model: 'm', maxRetries: 0, ...options };
  return createProviderFromDefinition(definition, all) as unknown as Provider<
    OllamaExtras & OllamaStreamExtras
  >;
}
