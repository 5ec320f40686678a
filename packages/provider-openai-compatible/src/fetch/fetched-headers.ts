import type { TransportHeaders } from '@modelport/provider-utils';

/** The headers of an answer, read as the platform's `Headers` are. Those would have to be made anew for each answer, and loaded. */
export class FetchedHeaders implements Iterable<[string, string]> {
  readonly #headers: TransportHeaders;

  constructor(headers: TransportHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    return this.#headers.get(name) ?? null;
  }

  has(name: string): boolean {
    return this.#headers.get(name) !== undefined;
  }

  getSetCookie(): string[] {
    return [...this].filter(([name]) => name === 'set-cookie').map(([, value]) => value);
  }

  forEach(callback: (value: string, name: string, headers: this) => void, self?: unknown): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  entries(): IterableIterator<[string, string]> {
    return [...this.#headers.entries()].values();
  }

  keys(): IterableIterator<string> {
    return [...this].map(([name]) => name).values();
  }

  values(): IterableIterator<string> {
    return [...this].map(([, value]) => value).values();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}
