/**
 * Decodes UTF-8 that comes in pieces: holds back a character that is split over two of them, and takes one byte order
 * mark off the start. It does the latter itself, as Node 24 takes off two where the first is split.
 */
export class Utf8Text {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #begun = false;

  /** The text of the next piece. */
  next(chunk: Uint8Array): string {
    return this.#withoutMark(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What was held back of a character that never became whole. */
  end(): string {
    return this.#withoutMark(this.#decoder.decode());
  }

  #withoutMark(text: string): string {
    if (this.#begun || text === '') return text;
    this.#begun = true;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}
