import { setTimeout as sleep } from 'node:timers/promises';
import type { Breakage } from '../reference/breakage.js';
import { asksForStream, streaming, withBody } from './support/broken-answers.js';

export const timersBreakages: Readonly<Record<string, Breakage>> = {
  // Tells of the answer before anything of it is there.
  'timers/first-event': { atHeaders: (start) => [start] },
  // Says that it is alive, although the backend may not be.
  'timers/idle': streaming(
    (stream) =>
      async function* (request, call) {
        const iterator = stream(request, call)[Symbol.asyncIterator]();
        try {
          for (;;) {
            const next = iterator.next();
            next.catch(() => undefined);
            let read: Awaited<typeof next> | undefined;
            while (read === undefined) {
              read = await Promise.race([next, sleep(40, undefined, { ref: false })]);
              if (read === undefined) yield [];
            }
            if (read.done) return;
            yield read.value;
          }
        } finally {
          void iterator.return?.()?.catch?.(() => undefined);
        }
      },
  ),
  // Is connected only when the headers have come.
  'timers/slow-headers': {
    send: (send, request, call) => {
      if (!asksForStream(request)) return send();
      call.onConnecting();
      return send().finally(() => call.onConnected());
    },
    request: (request) => ({ ...request, onConnecting: undefined, onConnected: undefined }),
  },
  // Gives up where nobody has read for a while.
  'timers/slow-consumer': {
    send: async (send, request) => {
      const response = await send();
      if (!asksForStream(request) || response.status !== 200) return response;
      return withBody(response, async function* (body) {
        for await (const bytes of body) {
          const readAt = performance.now();
          yield bytes;
          if (performance.now() - readAt > 2_000) throw new Error('The stream has stalled.');
        }
      });
    },
  },
};
