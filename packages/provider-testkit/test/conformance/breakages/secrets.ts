import { type FetchLike, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { changed, isChat, streaming, withText } from './support/broken-answers.js';

const longest = 1_000;

export const secretsBreakages: Readonly<Record<string, Breakage>> = {
  // Cuts what the backend says before the key is hidden.
  'secrets/refusal': {
    send: async (send) => {
      const response = await send();
      if (response.status < 400 || !response.headers.get('content-type')?.includes('json')) return response;
      const text = await response.body.text();
      return text.length < longest || text.length > 10 * longest
        ? withText(response, text)
        : withText(response, JSON.stringify({ error: { message: text.slice(0, 100) } }));
    },
  },
  'secrets/error-event': {
    frame: (text) => {
      if (!text.startsWith('{"error"') || text.length < longest) return text;
      const { error } = JSON.parse(text) as { error: { message: string } };
      return JSON.stringify({ error: { ...error, message: error.message.slice(0, 100) } });
    },
  },
  // As Google's API has it.
  'secrets/url': {
    request: (request, { apiKey = '' }) =>
      isChat(request) && !request.url.includes('?')
        ? { ...request, url: `${request.url}?key=${apiKey}` }
        : request,
  },
  'secrets/description': {
    definition: (definition) => ({
      ...definition,
      create: (options, context) => ({
        ...definition.create(options, context),
        displayName: `Reference with ${String(options['apiKey'])}`,
      }),
    }),
  },
  'secrets/login': {
    definition: (definition) => ({
      ...definition,
      create: (options, context) => {
        const { username, password, host } = new URL(String(options['baseUrl']));
        const driver = definition.create(options, context);
        return username === '' ? driver : { ...driver, displayName: `${username}:${password}@${host}` };
      },
    }),
  },
  // Tells what was asked for.
  'secrets/prompt': streaming(
    (stream) =>
      async function* (request, call) {
        try {
          yield* stream(request, call);
        } catch (error) {
          if (!ProviderError.isInstance(error) || error.code !== 'REQUEST_INVALID') throw error;
          const message = `${error.message} The request was ${JSON.stringify(request.messages)}.`;
          throw changed(error, { message });
        }
      },
  ),
  // Leaves redirects to `fetch`.
  'secrets/redirect': {
    definition: (definition) => ({
      ...definition,
      create: (options, { fetch = globalThis.fetch as FetchLike, ...context }) =>
        definition.create(options, {
          ...context,
          fetch: (url, init) => fetch(url, { ...init, redirect: 'follow' as 'manual' }),
        }),
    }),
  },
  // Merges what comes into one object, field by field.
  'secrets/prototype': {
    frame: (text) => {
      merge({}, parse(text));
      return text;
    },
  },
};

function parse(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}

function merge(target: Record<string, unknown>, source: object): void {
  for (const [name, value] of Object.entries(source)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) target[name] = value;
    else {
      target[name] ??= {};
      merge(target[name] as Record<string, unknown>, value);
    }
  }
}
