import type { CallContext, DriverContext, ProviderError } from '@modelport/core';
import {
  asRecord,
  createTransport,
  joinUrl,
  readErrorAnswer,
  readJson,
  type TransportResponse,
} from '@modelport/provider-utils';
import { ollamaError, unreachable } from './errors.js';
import { type OllamaAddress, readAddress } from './ollama-host.js';
import type { OllamaOptions } from './options.js';

/** One request to the server. */
interface WireRequest {
  /** Default `GET`; `POST` with a body. */
  readonly method?: string | undefined;
  /** Below the base URL, such as `/api/tags`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object | undefined;
}

/** The way to one server: knows its address, key and errors. */
export interface Connection extends OllamaAddress {
  /** Asks for anything. @throws ProviderError for any answer but a 2xx. */
  send(request: WireRequest, call: CallContext): Promise<TransportResponse>;
  /** Asks for JSON. @throws ProviderError also where the answer is none, or tells of an error. */
  json(request: WireRequest, call: CallContext): Promise<unknown>;
  /** The error that a line of a stream, or a whole answer, tells of. */
  toError(body: unknown, call: CallContext, response?: TransportResponse): ProviderError;
}

/**
 * Makes a connection. Nothing is opened yet.
 * @throws ProviderError `SETTING_INVALID` for a base URL or an agent that is none.
 */
export function createConnection(
  options: Pick<OllamaOptions, 'baseUrl' | 'cloudApiKey' | 'agent'>,
  context: DriverContext,
): Connection {
  const { baseUrl, isCloud } = readAddress(options);
  const cloudKey = isCloud ? options.cloudApiKey : undefined;
  const transport = createTransport({ fetch: context.fetch, agent: options.agent });

  const headersToRead = rememberHeaders(common, cloudKey);
  const headersToAsk = rememberHeaders({ ...common, 'content-type': 'application/json' }, cloudKey);

  const toError: Connection['toError'] = (body, call, response) =>
    ollamaError({ body, response, secrets: [call.apiKey, cloudKey] });

  const send: Connection['send'] = async ({ method, path, body }, call) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    let response: TransportResponse;
    try {
      response = await transport({
        url: joinUrl(baseUrl, path),
        method: method ?? (text === undefined ? 'GET' : 'POST'),
        headers: text === undefined ? headersToRead(call) : headersToAsk(call),
        body: text,
        signal: call.signal,
        onConnecting: call.onConnecting,
        onConnected: call.onConnected,
      });
    } catch (error) {
      throw unreachable(error);
    }
    if (response.status >= 200 && response.status <= 299) return response;
    throw toError(await readErrorAnswer(response), call, response);
  };

  const json: Connection['json'] = async (request, call) => {
    const response = await send(request, call);
    const body = await readJson(response);
    if (asRecord(body)?.['error']) throw toError(body, call, response);
    return body;
  };

  return { baseUrl, isCloud, send, json, toError };
}

const common = { accept: 'application/json, application/x-ndjson' };

/** Headers that were made, and what of. */
interface MadeHeaders {
  readonly given: CallContext['headers'];
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the headers of requests. Nearly all calls have the same key and no headers of their own: they share one object. */
function rememberHeaders(
  own: Readonly<Record<string, string>>,
  cloudKey: string | undefined,
): (call: CallContext) => Readonly<Record<string, string>> {
  let last: MadeHeaders | undefined;
  return ({ apiKey: key = cloudKey, headers: given }) => {
    if (last !== undefined && last.given === given && last.key === key) return last.headers;
    const authorization = key ? { authorization: `Bearer ${key}` } : {};
    const headers = { ...own, ...authorization, ...given };
    if (Object.isFrozen(given)) last = { given, key, headers: Object.freeze(headers) };
    return headers;
  };
}
