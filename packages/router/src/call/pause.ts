import { type CallOptions, ProviderError } from '@modelport/core';

/** The error of a caller who gave up. */
export function abortedBy(signal: CallOptions['signal']): ProviderError {
  return new ProviderError({ code: 'ABORTED', message: 'The call was aborted.', cause: signal?.reason });
}

/**
 * Waits so long, by the clock that says when a target is free too: timers can be a millisecond early by that. Rejects with the
 * signal's reason as soon as it is aborted.
 */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const end = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const endsAt = Math.floor(Date.now() + milliseconds);
    let timer = setTimeout(() => {
      if (Date.now() >= endsAt) end();
      else timer = setTimeout(end, 2);
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
