import { type CallContext, ProviderError } from '@modelport/core';
import {
  createTransport,
  hostMatches,
  joinUrl,
  type Query,
  readJson,
  type Transport,
  type TransportOptions,
  type TransportResponse,
} from '@modelport/provider-utils';
import { readBaseUrl } from './base-url.js';
import { readProviderError } from './errors.js';

/** https://platform.claude.com/docs/en/api/versioning */
const apiVersion = '2023-06-01';

/** What is sent in one exchange. */
export interface Exchange {
  readonly path: string;
  readonly query?: Query | undefined;
  /** Absent: a `GET`. */
  readonly body?: object | undefined;
  readonly betas?: readonly string[] | undefined;
}

/** The way to one server: its address, the headers that it wants, and its errors. */
export class Connection {
  readonly baseUrl: string;
  /** What messages call it. */
  readonly serverName: string;
  readonly #transport: Transport;

  constructor(baseUrl: string | undefined, options: TransportOptions) {
    this.baseUrl = readBaseUrl(baseUrl);
    this.serverName = hostMatches(this.baseUrl, 'anthropic.com') ? 'Anthropic' : 'The backend';
    this.#transport = createTransport(options);
  }

  /** Sends, and answers a success. @throws ProviderError for an error answer, and what the transport throws. */
  async open({ path, query, body, betas }: Exchange, call: CallContext): Promise<TransportResponse> {
    const response = await this.#transport({
      url: joinUrl(this.baseUrl, `v1/${path}`, query),
      method: body === undefined ? 'GET' : 'POST',
      headers: headersOf(call, body !== undefined, betas),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: call.signal,
      onConnecting: () => call.onConnecting(),
      onConnected: () => call.onConnected(),
    });
    if (response.status >= 200 && response.status < 300) return response;
    throw await readProviderError(response, { serverName: this.serverName, secrets: [call.apiKey] });
  }

  /** The same for an answer in JSON. @throws ProviderError `RESPONSE_INVALID` for anything else. */
  async json(exchange: Exchange, call: CallContext): Promise<unknown> {
    return readJson(await this.open(exchange, call));
  }

  /** The error for an answer that is JSON, but not of this API. */
  unexpected(what: string): ProviderError {
    return new ProviderError({
      code: 'RESPONSE_INVALID',
      message: `${this.serverName} answered JSON without ${what}. Is baseUrl that of a Messages API?`,
    });
  }
}

function headersOf(
  { apiKey, headers }: CallContext,
  hasBody: boolean,
  betas: readonly string[] = [],
): Record<string, string> {
  const beta = [headers['anthropic-beta'], ...betas].filter((name) => name !== undefined);
  return {
    ...(hasBody && { 'content-type': 'application/json' }),
    'anthropic-version': apiVersion,
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
    ...headers,
    ...(beta.length > 0 && { 'anthropic-beta': beta.join(',') }),
  };
}
