import { ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { changed, failingStreams } from './support/broken-answers.js';

/** Reads the delay that the backend asks for in another way. */
function waiting(read: (headers: Readonly<Record<string, string>>) => number | undefined): Breakage {
  return {
    error: (error) =>
      ProviderError.isInstance(error) && error.retryAfterMs !== undefined && error.headers !== undefined
        ? changed(error, { retryAfterMs: read(error.headers) })
        : error,
  };
}

const milliseconds = (headers: Readonly<Record<string, string>>): number | undefined =>
  headers['retry-after-ms'] === undefined ? undefined : Number(headers['retry-after-ms']);

function seconds(headers: Readonly<Record<string, string>>): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  return Number.isNaN(Number(value)) ? Math.max(0, Date.parse(value) - Date.now()) : Number(value) * 1000;
}

export const retriesBreakages: Readonly<Record<string, Breakage>> = {
  // Knows the standard's header alone.
  'retries/wait-in-milliseconds': waiting(seconds),
  // Takes the seconds for milliseconds.
  'retries/wait-in-seconds': waiting((headers) => {
    const value = headers['retry-after'];
    return milliseconds(headers) ?? (Number.isNaN(Number(value)) ? seconds(headers) : Number(value));
  }),
  // Knows no dates.
  'retries/wait-until-date': waiting((headers) => {
    const isDate = Number.isNaN(Number(headers['retry-after'] ?? 0));
    return milliseconds(headers) ?? (isDate ? undefined : seconds(headers));
  }),
  // Waits as long as core does at most.
  'retries/wait-too-long': waiting((headers) =>
    Math.min(60_000, milliseconds(headers) ?? seconds(headers) ?? 0),
  ),
  'retries/passing-errors': failingStreams(({ error }) =>
    error.headers !== undefined && (error.status ?? 0) >= 500 ? changed(error, { retryable: false }) : error,
  ),
  'retries/plain-call': {
    driver: (driver) => ({
      ...driver,
      chat: async (request, call) => {
        try {
          return (await driver.chat?.(request, call)) ?? [];
        } catch (error) {
          throw ProviderError.isInstance(error) ? changed(error, { retryable: false }) : error;
        }
      },
    }),
  },
  // Lists attempts of its own.
  'retries/given-up': {
    error: (error, { attempt }) =>
      ProviderError.isInstance(error)
        ? changed(error, {
            attempts: [{ provider: 'reference', durationMs: 0, reason: `attempt ${attempt}` }],
          })
        : error,
  },
  // Repeats what fails with a status of the server, as many SDKs do.
  'retries/one-exchange': {
    send: async (send) => {
      const response = await send();
      if (response.status < 500 || response.headers.get('retry-after-ms') === undefined) return response;
      await response.body.return();
      return send();
    },
  },
  'retries/refusals': failingStreams(({ error }) => {
    const isRefusal = error.headers !== undefined && (error.status ?? 0) >= 400 && (error.status ?? 0) < 429;
    return isRefusal ? changed(error, { retryable: true }) : error;
  }),
  // "A 429 can be tried again."
  'retries/no-credit': failingStreams(({ error }) =>
    error.code === 'INSUFFICIENT_FUNDS' ? changed(error, { retryable: true }) : error,
  ),
  'retries/no-answer': {
    send: async (send) => {
      try {
        return await send();
      } catch (error) {
        const { cause } = error as { cause?: { code?: string } };
        throw cause?.code === 'ECONNRESET' ? new Error('The server hung up.') : error;
      }
    },
  },
  'retries/refused-connection': {
    send: async (send) => {
      try {
        return await send();
      } catch (error) {
        const { cause } = error as { cause?: { code?: string } };
        if (cause?.code !== 'ECONNREFUSED') throw error;
        throw new ProviderError({ code: 'BACKEND_UNREACHABLE', message: 'fetch failed', cause });
      }
    },
  },
  'retries/first-event-error': failingStreams(({ error, sawContent }) =>
    error.code === 'BACKEND_ERROR' && error.headers === undefined && !sawContent
      ? changed(error, { retryable: false })
      : error,
  ),
  'retries/cut-before-content': failingStreams(({ error, sawContent }) =>
    error.code === 'STREAM_INTERRUPTED' && !sawContent ? changed(error, { retryable: false }) : error,
  ),
  // "Service unavailable."
  'retries/loading': failingStreams(({ error }) =>
    error.code === 'MODEL_LOADING' ? changed(error, { code: 'OVERLOADED' }) : error,
  ),
};
