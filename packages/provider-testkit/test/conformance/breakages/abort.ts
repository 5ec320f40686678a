import type { Breakage } from '../reference/breakage.js';
import { asksForStream, isChat, streaming } from './support/broken-answers.js';

export const abortBreakages: Readonly<Record<string, Breakage>> = {
  // Listens to the signal only when the headers have come.
  'abort/before-headers': {
    request: (request) => {
      const { signal } = request;
      if (!asksForStream(request) || signal === undefined) return request;
      const own = new AbortController();
      stopLater.set(own.signal, () => {
        if (signal.aborted) own.abort(signal.reason);
        else signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
      });
      return { ...request, signal: own.signal };
    },
    send: async (send, { signal }) => {
      const response = await send();
      if (signal) stopLater.get(signal)?.();
      return response;
    },
  },
  // Forgets the signal once the answer is a refusal.
  'abort/within-refusal': {
    request: (request) => {
      const { signal } = request;
      if (signal === undefined) return request;
      const own = new AbortController();
      const stop = (): void => own.abort(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      stopLater.set(own.signal, () => signal.removeEventListener('abort', stop));
      return { ...request, signal: own.signal };
    },
    send: async (send, { signal }) => {
      const response = await send();
      if (signal && response.status >= 400) stopLater.get(signal)?.();
      return response;
    },
  },
  'abort/plain-call': {
    request: (request) => {
      if (asksForStream(request) || !isChat(request)) return request;
      const { signal: _signal, ...rest } = request;
      return rest;
    },
  },
  // Waits for its streams to end by themselves.
  'abort/close': {
    driver: (driver) => {
      const open = new Set<Promise<void>>();
      const { stream } =
        streaming(
          (original) =>
            async function* (request, call) {
              let end = (): void => {};
              const ended = new Promise<void>((resolve) => {
                end = resolve;
              });
              open.add(ended);
              call.signal.addEventListener('abort', end, { once: true });
              try {
                yield* original(request, call);
              } finally {
                open.delete(ended);
                end();
              }
            },
        ).driver?.(driver) ?? driver;
      return {
        ...driver,
        stream,
        async close() {
          await Promise.all(open);
        },
      };
    },
  },
};

const stopLater = new WeakMap<object, () => void>();
