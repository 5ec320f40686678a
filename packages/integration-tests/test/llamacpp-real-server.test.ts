import { createProvider } from '@modelport/core';
import { llamaServerAvailable } from '@modelport/provider-testkit';
import { describe } from 'vitest';
import '@modelport/provider-llamacpp';
import { testOnRealServer } from './support/real-server-matrix.js';

const found = llamaServerAvailable();

describe.skipIf(!found.available)(`a real llama-server${found.available ? '' : ` (${found.reason})`}`, () => {
  describe('over the own transport', () => {
    testOnRealServer((server, options) =>
      createProvider('llamacpp', { baseUrl: server.baseUrl, ...options }),
    );
  });

  describe('over fetch', () => {
    testOnRealServer((server, options) =>
      createProvider('llama-cpp', { baseUrl: server.openAIBaseUrl, fetch: globalThis.fetch, ...options }),
    );
  });
});
