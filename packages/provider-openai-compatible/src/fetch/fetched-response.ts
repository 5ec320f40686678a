import type { TransportRequest, TransportResponse } from '@modelport/provider-utils';
import { FetchedHeaders } from './fetched-headers.js';
import { likeFetch } from './like-fetch.js';

const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/** Makes an `instanceof Response` true. Node takes long to load that class, which whoever asks so has loaded. */
const likeResponse = new Proxy({}, { getPrototypeOf: () => Response.prototype });

/**
 * The answer of a transport, read as a `Response` is. Text, the most there is, comes straight from the transport; a stream is
 * made when it is asked for, and a real `Response` for the rest.
 */
export class FetchedResponse {
  static {
    Object.setPrototypeOf(FetchedResponse.prototype, likeResponse);
  }

  readonly #request: Pick<TransportRequest, 'url' | 'signal'>;
  readonly #answer: TransportResponse;
  readonly #headers: FetchedHeaders;
  #used = false;
  #stream: ReadableStream<Uint8Array<ArrayBuffer>> | null | undefined;
  #response: Response | undefined;

  constructor({ url, signal }: TransportRequest, answer: TransportResponse) {
    this.#request = { url, signal }; // without the body, which may be long
    this.#answer = answer;
    this.#headers = new FetchedHeaders(answer.headers);
    // Nobody reads what cannot be there, and as long as it is not read it listens to the signal.
    if (withoutBody.has(answer.status)) void answer.body.return();
  }

  /** The transport's answer, for one who reads that in place of this. `undefined`: this was changed, or somebody has its body. */
  static take(response: FetchedResponse): TransportResponse | undefined {
    return Reflect.ownKeys(response).length === 0 ? response.#take() : undefined;
  }

  get status(): number {
    return this.#answer.status;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get headers(): FetchedHeaders {
    return this.#headers;
  }

  get type(): ResponseType {
    return 'basic';
  }

  /** The transport does not tell. */
  get statusText(): string {
    return '';
  }

  /** The transport does not tell. */
  get redirected(): boolean {
    return false;
  }

  get url(): string {
    const url = new URL(this.#request.url);
    for (const part of ['username', 'password', 'hash'] as const) url[part] = '';
    return url.href;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#response !== undefined) return this.#response.body;
    this.#stream ??= withoutBody.has(this.status) ? null : this.#toStream();
    return this.#stream;
  }

  get bodyUsed(): boolean {
    return this.#response?.bodyUsed ?? this.#used;
  }

  async text(): Promise<string> {
    const answer = this.#take();
    if (answer === undefined) return this.#platform().text();
    return answer.body.text(Number.POSITIVE_INFINITY).catch(this.#fail);
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#platform().arrayBuffer();
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.arrayBuffer());
  }

  async blob(): Promise<Blob> {
    return this.#platform().blob();
  }

  async formData(): Promise<FormData> {
    return this.#platform().formData();
  }

  clone(): Response {
    return Object.defineProperty(this.#platform().clone(), 'url', { value: this.url });
  }

  #take(): TransportResponse | undefined {
    if (this.#used || this.#stream !== undefined || this.#response !== undefined) return undefined;
    this.#used = true;
    return this.#answer;
  }

  /** @throws TypeError where the body has been read. */
  #platform(): Response {
    if (this.#used && this.#response === undefined) {
      throw new TypeError('The body cannot be read: that has been done already.');
    }
    const { status, headers } = this;
    this.#response ??= new Response(this.body, { status, headers: [...headers] });
    return this.#response;
  }

  #toStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { body } = this.#answer;
    const source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> = {
      pull: async (controller) => {
        this.#used = true;
        const { done, value } = await body.next().catch(this.#fail);
        if (done) return controller.close();
        const { buffer, byteOffset, byteLength } = value as Uint8Array<ArrayBuffer>;
        controller.enqueue(new Uint8Array(buffer, byteOffset, byteLength)); // no `Buffer`
      },
      cancel: async () => {
        this.#used = true;
        await body.return();
      },
    };
    // Nothing is read ahead: the transport has a queue.
    return new ReadableStream(source, { highWaterMark: 0 });
  }

  readonly #fail = (error: unknown): never => {
    throw likeFetch(error, 'terminated', this.#request.signal);
  };
}
