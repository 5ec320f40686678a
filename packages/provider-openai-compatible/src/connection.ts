import { type CallContext, type DriverContext, ProviderError } from '@modelport/core';
import {
  asRecord,
  asText,
  createTransport,
  type HttpAgent,
  httpError,
  joinUrl,
  readErrorAnswer,
  readJson,
  type TransportResponse,
} from '@modelport/provider-utils';
import type { OpenAIClientLike } from './client.js';
import { clientTransport } from './client-transport.js';
import { type MapError, mapped } from './map-error.js';
import { withModelAdvice } from './missing-model.js';
import type { Quirks } from './quirks.js';

/** One request to a server. */
export interface WireRequest {
  /** Default `GET`; `POST` with a body. */
  readonly method?: string | undefined;
  /** Below the base URL, such as `/models`; or a whole URL of the same origin, for what lies beside the base URL. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** A stream of events is expected. Default false. */
  readonly stream?: boolean | undefined;
}

/** The way to one server: knows its address, credentials and error dialect. */
export interface Connection {
  readonly baseUrl: string;
  /**
   * Sends one request and answers with any 2xx response. Read its body or `return()` it.
   * @throws ProviderError for any other status, by what the body says; what a transport throws; `REQUEST_INVALID` for a
   *   whole URL of another origin, because the credentials are not for it.
   */
  send(request: WireRequest, call: CallContext): Promise<TransportResponse>;
  /**
   * Sends one request and reads the answer as JSON.
   * @throws ProviderError also for an error inside a 200, and `RESPONSE_INVALID` for what is no JSON.
   */
  json(request: WireRequest, call: CallContext): Promise<unknown>;
  /** Makes the error of an answer that tells of a failure although its status does not. */
  toError(body: unknown, call: CallContext, response?: TransportResponse): ProviderError;
}

/** What a connection is made from. */
export interface ConnectionOptions {
  readonly baseUrl: string;
  readonly context: DriverContext;
  readonly quirks: Pick<Quirks, 'authHeader'>;
  /** What messages call the server. */
  readonly serverName: string;
  readonly mapError?: MapError | undefined;
  /** Sent with every request; the provider's and the call's own win. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly client?: OpenAIClientLike | undefined;
  /** Makes and keeps the connections, where there is no client. */
  readonly agent?: HttpAgent | undefined;
}

/** Makes a connection: over Modelport's own transport, or through a client of the user's. Nothing is opened yet. */
export function createConnection(options: ConnectionOptions): Connection {
  const { baseUrl, client, serverName, mapError } = options;
  const transport = createTransport(client ? {} : { fetch: options.context.fetch, agent: options.agent });

  const toError: Connection['toError'] = (body, call, response) => {
    // Core takes out the secrets that it knows; a client's key is not among them.
    const secrets = [call.apiKey, asText(client?.apiKey)];
    return mapped(httpError({ ...response, body, serverName, secrets }), body, mapError, response);
  };

  const headersFor = rememberHeaders(options);

  const exchange = (request: WireRequest, call: CallContext): Promise<TransportResponse> => {
    const url = addressOf(request.path, baseUrl);
    return (client === undefined ? transport : clientTransport(client, request))({
      url,
      method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
      headers: headersFor(request, call),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: call.signal,
      onConnecting: call.onConnecting,
      onConnected: call.onConnected,
    });
  };

  const send: Connection['send'] = async (request, call) => {
    let response: TransportResponse;
    try {
      response = await exchange(request, call);
    } catch (error) {
      throw ProviderError.isInstance(error) ? mapped(error, undefined, mapError) : error;
    }
    if (response.status >= 200 && response.status <= 299) return response;
    const error = toError(await readErrorAnswer(response), call, response);
    throw withModelAdvice(error, request.body, options.context.type);
  };

  const json: Connection['json'] = async (request, call) => {
    const response = await send(request, call);
    const body = await readJson(response);
    if (asRecord(body)?.['error']) throw toError(body, call, response);
    return body;
  };

  return { baseUrl, send, json, toError };
}

/** The URL of a path. A whole URL gets the user and password of the base URL, and no other place gets the key. */
function addressOf(path: string, baseUrl: string): string {
  if (!/^https?:/i.test(path)) return joinUrl(baseUrl, path);
  const base = new URL(baseUrl);
  const url = new URL(path);
  if (url.origin !== base.origin) {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      message: `A request to ${url.origin} cannot go over the connection to ${base.origin}: it would carry its credentials.`,
    });
  }
  url.username = base.username;
  url.password = base.password;
  return url.href;
}

/** Headers that were made for a kind of request, and what of. */
interface MadeHeaders {
  readonly given: CallContext['headers'];
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the headers of requests. Nearly all calls have the same key and no headers of their own: they share one object. */
function rememberHeaders(
  options: ConnectionOptions,
): (request: WireRequest, call: CallContext) => Readonly<Record<string, string>> {
  const made: { [kind: string]: MadeHeaders } = {};
  return (request, call) => {
    const kind = request.body === undefined ? 'read' : request.stream ? 'stream' : 'ask';
    const last = made[kind];
    if (last !== undefined && last.given === call.headers && last.apiKey === call.apiKey) return last.headers;
    const headers = Object.freeze(headersFor(request, call, options));
    if (Object.isFrozen(call.headers)) made[kind] = { given: call.headers, apiKey: call.apiKey, headers };
    return headers;
  };
}

function headersFor(
  request: WireRequest,
  call: CallContext,
  options: ConnectionOptions,
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: request.stream ? 'text/event-stream' : 'application/json',
  };
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  Object.assign(headers, options.headers, call.headers);
  // A key that the caller put into a header of his own takes the place of ours, and so does that of a client.
  const hasKey = headers['authorization'] !== undefined || headers['api-key'] !== undefined || options.client;
  if (call.apiKey !== undefined && call.apiKey !== '' && !hasKey) {
    const { authHeader } = options.quirks;
    headers[authHeader] = authHeader === 'authorization' ? `Bearer ${call.apiKey}` : call.apiKey;
  }
  return headers;
}
