import type { DriverRequest } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { streaming } from './support/broken-answers.js';

/** Ends all streams of a driver together: after an error of one, or its abort. */
function endingAll(after: 'error' | 'abort'): Breakage {
  return streaming((stream) => {
    let all = new AbortController();
    const endAll = (): void => {
      all.abort(new Error('The driver has stopped.'));
      all = new AbortController();
    };
    return async function* (request, call) {
      const own = call.signal as AbortSignal;
      const wasAborted = (): boolean => (own.reason as { code?: string } | undefined)?.code === 'ABORTED';
      own.addEventListener('abort', () => after === 'abort' && wasAborted() && endAll(), { once: true });
      try {
        yield* stream(request, { ...call, signal: AbortSignal.any([own, all.signal]) });
      } catch (error) {
        if (after === 'error' && !own.aborted) endAll();
        throw error;
      }
    };
  });
}

export const concurrencyBreakages: Readonly<Record<string, Breakage>> = {
  // Keeps the request in a field of the driver.
  'concurrency/no-mixing': streaming((stream) => {
    let current: DriverRequest | undefined;
    return async function* (request, call) {
      current = request;
      await Promise.resolve();
      yield* stream(current, call);
    };
  }),
  // Takes one refusal for the end of the backend.
  'concurrency/error-apart': endingAll('error'),
  // Has one signal for everything.
  'concurrency/abort-apart': endingAll('abort'),
};
