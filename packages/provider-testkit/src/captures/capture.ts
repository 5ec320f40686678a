/** One recorded exchange with a real server. */
export interface Capture {
  /** The backend's folder and the exchange, as in `llamacpp/chat-stream`. */
  readonly name: string;
  readonly request: CapturedRequest;
  readonly status: number;
  /** Status line and headers as received, up to and with the blank line. */
  readonly head: string;
  /** Header names (lower case) and values; the values of a repeated name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as received, its chunked framing removed. */
  readonly body: Uint8Array;
}

/** The request of a capture, as it was sent. */
export interface CapturedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Headers beyond the content type and length. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The JSON body. */
  readonly body?: unknown;
  /** The body's text, where it was not JSON. */
  readonly raw?: string;
  /** What the name does not tell. */
  readonly note?: string;
}
