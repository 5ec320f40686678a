import { createProvider } from '@modelport/core';
import { llamaServerAvailable } from '@modelport/provider-testkit';
import OpenAI from 'openai';
import { describe } from 'vitest';
import '@modelport/provider-openai-compatible';
import { testOnRealServer } from './support/real-server-matrix.js';

const found = llamaServerAvailable();

describe.skipIf(!found.available)(`a real llama-server${found.available ? '' : ` (${found.reason})`}`, () => {
  describe('over the own transport', () => {
    testOnRealServer((server, options) =>
      createProvider('openai-compatible', { baseUrl: server.openAIBaseUrl, ...options }),
    );
  });

  describe('over fetch', () => {
    testOnRealServer((server, options) =>
      createProvider('openai_compatible', {
        baseUrl: server.openAIBaseUrl,
        fetch: globalThis.fetch,
        ...options,
      }),
    );
  });

  describe('through a client of the package openai', () => {
    testOnRealServer((server, { apiKey = 'none', ...options } = {}) =>
      createProvider('openai-compatible', {
        client: new OpenAI({ baseURL: server.openAIBaseUrl, apiKey: String(apiKey) }),
        ...options,
      }),
    );
  });
});
