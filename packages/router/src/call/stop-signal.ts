import type { CallOptions, ProviderError } from '@modelport/core';

/**
 * Ends what a call waits for by itself, when its caller gives up or its time is up. It listens only between `get` and
 * `release`: most calls never wait.
 */
export class StopSignal {
  readonly #signal: CallOptions['signal'];
  readonly #timeLeft: () => number;
  readonly #reason: () => ProviderError;
  #controller: AbortController | undefined;
  #release: (() => void) | undefined;

  /** `signal`: the caller's; `timeLeft`: milliseconds; `reason`: why the call is stopped, asked when it is. */
  constructor(signal: CallOptions['signal'], timeLeft: () => number, reason: () => ProviderError) {
    this.#signal = signal;
    this.#timeLeft = timeLeft;
    this.#reason = reason;
  }

  /** Aborted with the reason as soon as the call is stopped. */
  get(): AbortSignal {
    this.#controller ??= new AbortController();
    this.#release ??= this.#listen();
    return this.#controller.signal;
  }

  /** Stops what is waited for. */
  stop(): void {
    this.#controller?.abort(this.#reason());
  }

  /** Listens no longer. */
  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #listen(): () => void {
    const stop = () => this.stop();
    // Timers may fire a moment early: whoever asks for the reason then, must find that the time is up.
    const wait = Math.max(0, Math.ceil(this.#timeLeft())) + 1;
    const timer = wait < 2 ** 31 ? setTimeout(stop, wait) : undefined;
    // What is no signal is refused by its name, when a target is asked.
    this.#signal?.addEventListener?.('abort', stop, { once: true });
    return () => {
      clearTimeout(timer);
      this.#signal?.removeEventListener?.('abort', stop);
    };
  }
}
