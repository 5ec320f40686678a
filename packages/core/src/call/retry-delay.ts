import { changeError, type ProviderError } from '../errors.js';

/** A backend that asks to wait longer than this, in milliseconds, is not waited for. */
const longestRetryWait = 60_000;

/** Decides how long one call waits before its next attempt, and when there is none. */
export class RetryDelay {
  /** Attempts that were repeated after an error. */
  #retries = 0;
  /** Looks at a model that was being loaded; they do not count as retries. */
  #polls = 0;

  /** An exchange went well; the next one of the same call has all its retries. */
  reset(): void {
    this.#retries = 0;
  }

  /**
   * Milliseconds to wait after an error; another error where the backend asks for too long; `undefined` for no attempt.
   * `loadingTime` is for how long a model that is being loaded may still be waited for; 0: not at all.
   */
  after(error: ProviderError, maxRetries: number, loadingTime: number): number | ProviderError | undefined {
    if (error.code === 'MODEL_LOADING') return this.#whileLoading(error, loadingTime);
    if (!error.retryable || this.#retries >= maxRetries) return undefined;
    // Full jitter: random up to 500, 1,000, 2,000, ... at most 8,000.
    const jitter = Math.random() * Math.min(8_000, 500 * 2 ** this.#retries++);
    const delay = error.retryAfterMs ?? jitter;
    return delay > longestRetryWait ? tooLong(error, delay) : delay;
  }

  /** 1 s, rising to 5 s; longer where the backend asks for it, but not longer than the model may take. */
  #whileLoading({ retryAfterMs = 0 }: ProviderError, loadingTime: number): number | undefined {
    if (loadingTime <= 0) return undefined;
    const usual = Math.min(5_000, 1_000 * ++this.#polls);
    return Math.min(Math.max(usual, retryAfterMs), longestRetryWait, loadingTime);
  }
}

function tooLong(error: ProviderError, delay: number): ProviderError {
  const said = error.message.replace(/[.\s]*$/, '');
  return changeError(error, {
    message: `${said}. The backend asks to wait ${Math.ceil(delay / 1_000)} s, a call waits ${longestRetryWait / 1_000} s at most: try again later.`,
  });
}
