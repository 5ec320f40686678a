import type { Breakage } from '../reference/breakage.js';
import { streaming } from './support/broken-answers.js';

/**
 * Has timers of its own for each stream, and forgets to stop them after one of these ends. More than one: a timer that another
 * broken provider has left long before may end just now, and would hide it.
 */
function leaving(forgets: 'success' | 'failure' | 'abort'): Breakage {
  return streaming(
    (stream) =>
      async function* (request, call) {
        const timers = Array.from({ length: 10 }, () => setTimeout(() => {}, 120_000));
        let end: 'success' | 'failure' | 'abort' = 'abort';
        try {
          yield* stream(request, call);
          end = 'success';
        } catch (error) {
          end = call.signal.aborted ? 'abort' : 'failure';
          throw error;
        } finally {
          if (end !== forgets) for (const timer of timers) clearTimeout(timer);
        }
      },
  );
}

export const leaksBreakages: Readonly<Record<string, Breakage>> = {
  'leaks/after-success': leaving('success'),
  'leaks/after-failure': leaving('failure'),
  'leaks/after-leaving': leaving('abort'),
  // Looks at the answer in a promise of its own.
  'leaks/unhandled-rejections': {
    send: (send) => {
      const sent = send();
      void sent.then(({ status }) => status);
      return sent;
    },
  },
};
