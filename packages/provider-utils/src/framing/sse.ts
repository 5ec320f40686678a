import {
  defaultMaxFrameLength,
  type FrameParser,
  type FrameParserOptions,
  frameTooLong,
} from './frame-parser.js';
import { Utf8Text } from './utf8-text.js';

/** One server-sent event. `id` and `retry` serve reconnecting, which no model server offers: they are dropped. */
export interface ServerSentEvent {
  /** Name from the `event:` line; `undefined` without one. */
  readonly event: string | undefined;
  /** The `data:` lines, joined by line feeds. */
  readonly data: string;
}

/**
 * Makes a parser for `text/event-stream`, by https://html.spec.whatwg.org/multipage/server-sent-events.html
 * with one difference: a last event without its blank line is delivered, because servers leave it out.
 */
export function createSseParser(options: FrameParserOptions = {}): FrameParser<ServerSentEvent> {
  return new SseParser(options.maxFrameLength ?? defaultMaxFrameLength);
}

class SseParser implements FrameParser<ServerSentEvent> {
  readonly #limit: number;
  readonly #decoder = new Utf8Text();
  /** The unfinished line. Only ever appended to, so that long lines cost linear time. */
  #rest = '';
  /** The previous read ended in `\r`: a `\n` that starts the next one belongs to it. */
  #afterCarriageReturn = false;
  #event: string | undefined;
  #data: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): ServerSentEvent[] {
    const events = this.#read(this.#decoder.next(chunk));
    const held = this.#rest.length + (this.#data?.length ?? 0);
    // With events at hand the error can wait for the next read: what is whole is delivered first.
    if (held > this.#limit && events.length === 0) throw frameTooLong('an event', this.#limit);
    return events;
  }

  end(): ServerSentEvent[] {
    // Two line ends: one for a line without its own, one for a missing blank line.
    return this.#read(`${this.#decoder.end()}\n\n`);
  }

  #read(decoded: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    const text = this.#afterCarriageReturn && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    if (decoded !== '') this.#afterCarriageReturn = text.endsWith('\r');
    let start = 0;
    let lineFeed = text.indexOf('\n');
    let carriageReturn = text.indexOf('\r');
    for (;;) {
      const end = firstOf(lineFeed, carriageReturn);
      if (end === -1) break;
      if (this.#rest !== '') {
        const line = this.#rest + text.slice(start, end);
        this.#rest = '';
        this.#readLine(line, 0, line.length);
      } else if (end > start) {
        this.#readLine(text, start, end);
      } else {
        if (this.#data !== undefined) events.push({ event: this.#event, data: this.#data });
        this.#event = undefined;
        this.#data = undefined;
      }
      start = end + 1;
      if (end === carriageReturn) {
        if (lineFeed === start) start += 1;
        carriageReturn = text.indexOf('\r', start);
      }
      if (lineFeed !== -1 && lineFeed < start) lineFeed = text.indexOf('\n', start);
    }
    if (start < text.length) this.#rest += text.slice(start);
    return events;
  }

  #readLine(text: string, start: number, end: number): void {
    if (text.startsWith('data:', start)) {
      const value = text.slice(valueStart(text, start + 5), end);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (text.startsWith('event:', start)) {
      this.#event = text.slice(valueStart(text, start + 6), end) || undefined;
    } else if (end - start === 4 && text.startsWith('data', start)) {
      // A name without a colon is a field with an empty value.
      this.#data = this.#data === undefined ? '' : `${this.#data}\n`;
    } else if (end - start === 5 && text.startsWith('event', start)) {
      this.#event = undefined;
    }
    // Anything else is a comment, `id`, `retry` or unknown: ignored, as the standard says.
  }
}

/** The smaller of two positions, where -1 means "nowhere". */
function firstOf(one: number, other: number): number {
  return one === -1 || (other !== -1 && other < one) ? other : one;
}

/** Where a field's value begins: after the colon and one space, if there is one. */
function valueStart(text: string, afterColon: number): number {
  return text.charCodeAt(afterColon) === 32 ? afterColon + 1 : afterColon;
}
