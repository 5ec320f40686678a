import type { ChatEvent } from '@modelport/core';
import { asText, parseJson } from '@modelport/provider-utils';

/** Where the events of a forced call go. */
export interface ForcedCallSink {
  /** Opens the next part of the answer and returns its index. */
  openPart(): number;
  /** Takes what turned out to be no call. */
  text(text: string): void;
  emit(event: ChatEvent): void;
}

/** Characters in which it begins, or not at all: millions of escapes are more than a regular expression can hold. */
const longest = 10_000;

/** How a call begins that was asked for by a schema. */
const beginning = /^\s*\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"parameters"\s*:\s*(?=\{)/;

/** Reads `{"name":…,"parameters":{…}}`, as it is written, as a tool call. */
export class ForcedCall {
  readonly #sink: ForcedCallSink;
  /** The text so far, while it is not known to be a call. */
  #held = '';
  #part: number | undefined;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #whole = false;

  constructor(sink: ForcedCallSink) {
    this.#sink = sink;
  }

  /** Whether it turned out to be a call. */
  get isCall(): boolean {
    return this.#part !== undefined;
  }

  push(text: string): void {
    if (this.#part !== undefined) return this.#pushArguments(text);
    this.#held += text;
    const found = beginning.exec(this.#held.slice(0, longest));
    const name = found && asText(parseJson(found[1] ?? ''));
    if (!found || !name) return;
    this.#part = this.#sink.openPart();
    this.#sink.emit({ type: 'tool-call-start', part: this.#part, id: '', name });
    this.#pushArguments(this.#held.slice(found[0].length));
  }

  /** The answer is over: what was no call is text. */
  end(): void {
    if (this.#part === undefined && this.#held !== '') this.#sink.text(this.#held);
  }

  #pushArguments(text: string): void {
    if (this.#whole || this.#part === undefined) return;
    const argumentsDelta = text.slice(0, this.#endOf(text));
    if (argumentsDelta === '') return;
    this.#sink.emit({ type: 'tool-call-delta', part: this.#part, argumentsDelta });
  }

  /** Where the object of the arguments ends; what follows closes the object around it. */
  #endOf(text: string): number {
    for (let index = 0; index < text.length; index++) {
      const character = text[index];
      if (this.#escaped) this.#escaped = false;
      else if (this.#inString && character === '\\') this.#escaped = true;
      else if (character === '"') this.#inString = !this.#inString;
      else if (this.#inString) continue;
      else if (character === '{') this.#depth++;
      else if (character === '}' && --this.#depth === 0) {
        this.#whole = true;
        return index + 1;
      }
    }
    return text.length;
  }
}
