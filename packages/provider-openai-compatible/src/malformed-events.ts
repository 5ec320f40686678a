import { ProviderError, type Warning } from '@modelport/core';

const inARowAtMost = 8;

/** Counts the events of a stream that are no JSON: a few are skipped with a warning, many are an error. */
export class MalformedEvents {
  readonly #warn: (warning: Warning) => void;
  #bad = 0;
  #good = 0;
  #inARow = 0;

  constructor(warn: (warning: Warning) => void) {
    this.#warn = warn;
  }

  /** A good event came. */
  reset(): void {
    this.#good++;
    this.#inARow = 0;
  }

  /** A malformed event came. Returns the error once there are too many in a row. */
  count(data: string): ProviderError | undefined {
    this.#bad++;
    this.#inARow++;
    if (this.#inARow >= inARowAtMost) return this.#error();
    this.#warn({
      code: 'malformed-event',
      message: `An event of ${data.length} characters that is no JSON object was skipped.`,
    });
    return undefined;
  }

  /** At the end: an error where more events were malformed than not. */
  judge(): ProviderError | undefined {
    return this.#bad > this.#good ? this.#error() : undefined;
  }

  #error(): ProviderError {
    return new ProviderError({
      code: 'RESPONSE_INVALID',
      message: `The stream cannot be read: ${this.#bad} of its ${this.#bad + this.#good} events are no JSON objects.`,
    });
  }
}
