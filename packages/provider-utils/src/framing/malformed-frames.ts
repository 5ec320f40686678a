import { ProviderError, type Warning } from '@modelport/core';
import { describeNonJson } from '../http/error-body.js';
import { asRecord, parseJson } from '../json/read-values.js';

/** How to speak of malformed frames. */
export interface MalformedFramesOptions {
  /** What one frame is called. */
  readonly frame: 'event' | 'line';
  readonly warn: (warning: Warning) => void;
  /** What to look at where a stream is an error, such as `Is baseUrl that of an Ollama?` */
  readonly advice?: string | undefined;
}

const inARowAtMost = 8;

/** Counts the frames of a stream that are no part of an answer: a few are skipped with a warning, many are an error. */
export class MalformedFrames {
  readonly #options: MalformedFramesOptions;
  #bad = 0;
  #good = 0;
  #inARow = 0;
  #first = '';

  constructor(options: MalformedFramesOptions) {
    this.#options = options;
  }

  /** A good frame came. */
  reset(): void {
    this.#good++;
    this.#inARow = 0;
  }

  /** A malformed frame came. Returns the error `RESPONSE_INVALID` once there are eight in a row. */
  count(text: string): ProviderError | undefined {
    if (this.#bad++ === 0) this.#first = text;
    if (++this.#inARow >= inARowAtMost) return this.#error();
    const { frame, warn } = this.#options;
    const message = `One ${frame} of ${text.length} characters was skipped: it is no part of an answer.`;
    warn({ code: 'malformed-event', message });
    return undefined;
  }

  /** At the end: the error `RESPONSE_INVALID` where more frames were malformed than not. */
  judge(): ProviderError | undefined {
    return this.#bad > this.#good ? this.#error() : undefined;
  }

  #error(): ProviderError {
    const { frame, advice } = this.#options;
    const first = isObject(this.#first) ? 'other JSON' : describeNonJson(this.#first);
    const counts = `${this.#bad} of its ${this.#bad + this.#good} ${frame}s are no part of an answer`;
    const message = `The stream cannot be read: ${counts}; the first is ${first}. ${advice ?? ''}`.trimEnd();
    return new ProviderError({ code: 'RESPONSE_INVALID', message });
  }
}

function isObject(text: string): boolean {
  return asRecord(parseJson(text)) !== undefined;
}
