/** For pieces that end in a whole character. It keeps nothing between two of them, so it serves all answers. */
let stateless: TextDecoder | undefined;

/**
 * Decodes UTF-8 that comes in pieces: holds back a character that is split over two of them, and takes one byte order
 * mark off the start. It does the latter itself, as Node 24 takes off two where the first is split.
 */
export class Utf8Text {
  /** Made for the first piece that may end within a character: most answers have none, as their lines come whole. */
  #decoder: TextDecoder | undefined;
  #begun = false;

  /** The text of the next piece. */
  next(chunk: Uint8Array): string {
    const isAsciiAtEnd = (chunk[chunk.length - 1] ?? 0) < 0x80;
    if (this.#decoder === undefined && isAsciiAtEnd) {
      stateless ??= createDecoder();
      return this.#withoutMark(stateless.decode(chunk));
    }
    this.#decoder ??= createDecoder();
    return this.#withoutMark(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What was held back of a character that never became whole. */
  end(): string {
    return this.#withoutMark(this.#decoder?.decode() ?? '');
  }

  #withoutMark(text: string): string {
    if (this.#begun || text === '') return text;
    this.#begun = true;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}

function createDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}
