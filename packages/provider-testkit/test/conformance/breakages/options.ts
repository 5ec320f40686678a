import type { ProviderDefinition } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';

export const optionsBreakages: Readonly<Record<string, Breakage>> = {
  'options/wrong-values': {
    // Declares a choice without its values, and does not look at it itself.
    definition: (definition) => ({
      ...definition,
      settings: [...definition.settings, { name: 'speed', kind: 'enum', description: 'How fast.' }],
    }),
  },
  'options/wrong-url': {
    definition: (definition) => ({
      ...definition,
      settings: definition.settings.map((field) =>
        field.kind === 'url' ? { ...field, kind: 'string' } : field,
      ),
    }),
  },
  'options/least': changeCreate((options) => ({ ...options, model: (options['model'] as string).trim() })),
  // Adds what it thinks is missing.
  'options/base-url-slash': changeBaseUrl((baseUrl) =>
    /\/v1(\?|$)/.test(baseUrl) ? baseUrl : `${baseUrl}v1`,
  ),
  'options/base-url-shown': {
    driver: (driver) => ({ ...driver, baseUrl: 'https://api.reference.example/v1' }),
  },
  'options/base-url-query': changeBaseUrl((baseUrl) => baseUrl.replace(/\?.*$/, '')),
  'options/base-url-user': changeBaseUrl((baseUrl) => baseUrl.replace(/\/\/.*@/, '//')),
  'options/headers': {
    // Has a list of headers that it lets through.
    request: ({ headers = {}, ...request }) => ({
      ...request,
      headers: !request.url.endsWith('/chat/completions')
        ? headers
        : Object.fromEntries(
            Object.entries(headers).filter(([name]) =>
              /^(content-type|authorization|x-request-id)$/.test(name),
            ),
          ),
    }),
  },
  'options/own-authorization': {
    request: ({ headers, ...request }, { apiKey }) => ({
      ...request,
      headers: { ...headers, ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    }),
  },
  'options/request-id': {
    request: ({ headers, ...request }, { attempt }) => ({
      ...request,
      headers: { ...headers, 'x-request-id': `${Date.now()}-${attempt}` },
    }),
  },
  'options/api-key': {
    // Some servers want it here, others there.
    request: ({ headers, ...request }, { apiKey }) => ({
      ...request,
      headers: { ...headers, ...(apiKey && { 'x-api-key': apiKey }) },
    }),
  },
  'options/api-key-in-body': {
    // Tells the server who asks.
    body: (body, _request, { apiKey }) => ({ ...body, user: apiKey }),
  },
  'options/api-key-function': {
    driver: (driver) => {
      let key: string | undefined;
      return {
        ...driver,
        chat: async (request, call) => {
          key ??= call.apiKey;
          return (await driver.chat?.(request, { ...call, apiKey: key })) ?? [];
        },
      };
    },
  },
  'options/no-key': {
    request: ({ headers, ...request }, { apiKey }) => ({
      ...request,
      headers: { ...(apiKey === undefined && { 'x-api-key': '' }), ...headers },
    }),
  },
  'options/environment': {
    definition: (definition) => ({
      ...definition,
      settings: definition.settings.map((field) =>
        field.name === 'model' ? { ...field, environment: { names: [] } } : field,
      ),
    }),
  },
};

type Options = Readonly<Record<string, unknown>>;

function changeCreate(changed: (options: Options) => Options): Breakage {
  return {
    definition: (definition: ProviderDefinition) => ({
      ...definition,
      create: (options, context) => definition.create(changed(options), context),
    }),
  };
}

function changeBaseUrl(changed: (baseUrl: string) => string): Breakage {
  return changeCreate((options) => ({ ...options, baseUrl: changed(String(options['baseUrl'])) }));
}
