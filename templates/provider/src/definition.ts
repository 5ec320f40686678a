import type { ProviderDefinition } from '@modelport/core';
import { createAcmeDriver } from './acme-driver.js';
import type { AcmeOptions } from './options.js';
import { version } from './version.js';

/** The type `acme`. Pure data: importing this registers nothing. */
export const definition: ProviderDefinition<AcmeOptions> = {
  specVersion: 1,
  type: 'acme',
  displayName: 'Acme',
  packageName: 'modelport-provider-acme',
  packageVersion: version,
  location: 'any',
  // `true`: works. `false`: does not; core refuses it or drops it with a warning. Absent: depends on the model.
  capabilities: {
    chat: true,
    embeddings: false,
    tools: true,
    toolChoice: true,
    parallelToolCalls: true,
    images: true,
    files: false,
    structuredOutput: true,
    reasoning: true,
    temperature: true,
    topP: true,
    topK: false,
    minP: false,
    presencePenalty: true,
    frequencyPenalty: true,
    maxTokens: true,
    stop: true,
    seed: true,
    logprobs: false,
  },
  // Core checks options against these, and reads them from the environment: ACME_BASE_URL, ACME_API_KEY, ACME_MODEL.
  settings: [
    { name: 'baseUrl', kind: 'url', description: 'Where Acme is.', default: 'http://127.0.0.1:8080/v1' },
    { name: 'apiKey', kind: 'secret', description: 'Key for Acme.' },
    { name: 'model', kind: 'string', description: 'Default model.' },
  ],
  create: createAcmeDriver,
};
