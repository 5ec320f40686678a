import { type DriverModel, type ProviderDriver, ProviderError } from '@modelport/core';
import type { TransportRequest } from '@modelport/provider-utils';
import type { Breakage } from '../reference/breakage.js';
import { changingText } from './support/changing-text.js';

type ListModels = NonNullable<ProviderDriver['listModels']>;

export const modelsBreakages: Readonly<Record<string, Breakage>> = {
  'models/named-in-advance': {
    // From a setting that is split at its commas.
    definition: (definition) => ({ ...definition, fallbackModels: ['reference-small', ' reference-large'] }),
  },
  'models/ids': {
    // Tidies the ids up for menus.
    ...listing((list) => async (call) => (await list(call)).map(({ id }) => ({ id: id.toLowerCase() }))),
  },
  'models/read-anew': {
    // Asks only whether the server is up, where it has a list.
    driver(driver) {
      let last: readonly DriverModel[] | undefined;
      return {
        ...driver,
        async listModels(call) {
          if (last) await driver.checkHealth?.(call);
          last ??= await driver.listModels?.(call);
          return last ?? [];
        },
      };
    },
  },
  'models/empty': listing((list) => async (call) => {
    const models = await list(call);
    if (models.length === 0) throw invalid('The list of models is empty.');
    return models;
  }),
  // Reads one page.
  'models/large': listing((list) => async (call) => (await list(call)).slice(0, 100)),
  'models/unknown-fields': changingText('/models', (text) => {
    // Checks the answer against a strict schema.
    const { data } = (JSON.parse(text.startsWith('{') ? text : '{}') ?? {}) as { data?: object[] };
    const known = ['id', 'object', 'created', 'owned_by'];
    const strange = data?.flatMap(Object.keys).find((name) => !known.includes(name));
    if (strange !== undefined) throw invalid(`Unrecognized key: "${strange}"`);
    return text;
  }),
  // What cannot be parsed holds no models.
  'models/html': emptyInstead(({ code, status }) => code === 'RESPONSE_INVALID' && status === 200),
  // `answer.data ?? []`
  'models/other-json': emptyInstead(
    ({ code, status }) => code === 'RESPONSE_INVALID' && status === undefined,
  ),
  // "Not logged in: no models."
  'models/refused-key': emptyInstead(({ code }) => code === 'AUTH_FAILED'),
  'models/down': listing((list) => {
    let isKnown = false;
    return async (call) => {
      try {
        const models = await list(call);
        isKnown = true;
        return models;
      } catch (error) {
        // A list of its own for the start.
        const { code } = error as ProviderError;
        if (code === 'BACKEND_UNREACHABLE' && !isKnown) return [{ id: 'conformance-model' }];
        throw error;
      }
    };
  }),
  'models/down-later': listing((list) => {
    let last: readonly DriverModel[] | undefined;
    return async (call) => {
      try {
        last = await list(call);
      } catch (error) {
        if (!last) throw error;
      }
      return last;
    };
  }),
  'models/no-retries': listing((list) => async (call) => {
    try {
      return await list(call);
    } catch (error) {
      if (!(error as ProviderError).retryable) throw error;
      return list(call);
    }
  }),
  'models/carries': listing((list) => (call) => list({ ...call, headers: {} })),
  // Lets a list that nobody waits for come in, for the next time.
  'models/abort': listing((list) => (call) => {
    const late = new AbortController();
    call.signal.addEventListener('abort', () => {
      const { reason } = call.signal;
      if ((reason as ProviderError).code !== 'ABORTED') late.abort(reason);
    });
    return list({ ...call, signal: late.signal });
  }),
  'models/timeout': {
    // Forgets the signal as soon as the headers are there.
    request: (request, call) => {
      if (!isList(request)) return request;
      const untilHeaders = new AbortController();
      const abort = () => untilHeaders.abort(call.signal.reason);
      call.signal.addEventListener('abort', abort);
      forget.set(untilHeaders.signal, () => call.signal.removeEventListener('abort', abort));
      return { ...request, signal: untilHeaders.signal };
    },
    async send(send, request) {
      const response = await send();
      forget.get(request.signal as AbortSignal)?.();
      return response;
    },
  },
};

const forget = new WeakMap<AbortSignal, () => void>();

/** Changes how models are listed, and nothing else. */
function listing(change: (list: ListModels) => ListModels): Breakage {
  return {
    driver: (driver) => (driver.listModels ? { ...driver, listModels: change(driver.listModels) } : driver),
  };
}

/** Takes some errors for a server without models. */
function emptyInstead(isMeant: (error: ProviderError) => boolean): Breakage {
  return listing((list) => async (call) => {
    try {
      return await list(call);
    } catch (error) {
      if (isMeant(error as ProviderError)) return [];
      throw error;
    }
  });
}

function isList({ url }: TransportRequest): boolean {
  return url.endsWith('/models');
}

function invalid(message: string): ProviderError {
  return new ProviderError({ code: 'RESPONSE_INVALID', message });
}
