import type { NodeResponse } from './node-modules.js';
import type { TransportHeaders } from './transport.js';

/** Node's record of response headers, which has lower-case names already. */
export class NodeHeaders implements TransportHeaders {
  readonly #headers: NodeResponse['headers'];

  constructor(headers: NodeResponse['headers']) {
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    const key = name.toLowerCase();
    return Object.hasOwn(this.#headers, key) ? joined(this.#headers[key]) : undefined;
  }

  /** Each cookie by itself, as `fetch` lists them. */
  entries(): Iterable<[string, string]> {
    const entries: [string, string][] = [];
    for (const name in this.#headers) {
      for (const value of [this.#headers[name] ?? []].flat()) entries.push([name, value]);
    }
    return entries;
  }
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
