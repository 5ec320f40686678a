import { type CallContext, type DriverContext, ProviderError } from '@modelport/core';
import {
  asRecord,
  createTransport,
  httpError,
  joinUrl,
  readErrorAnswer,
  readJson,
  type TransportResponse,
} from '@modelport/provider-utils';

/** The way to Acme. */
export interface Connection {
  /** Sends one request and gives any 2xx answer. @throws ProviderError for every other. */
  send(path: string, call: CallContext, body?: object): Promise<TransportResponse>;
  /** The same, read as a JSON object. @throws ProviderError `RESPONSE_INVALID` for what is none. */
  json(path: string, call: CallContext): Promise<Record<string, unknown>>;
  /** Makes the error of an answer that is one although its status is 200. */
  toError(body: unknown, call: CallContext, response?: TransportResponse): ProviderError;
}

/** Opens nothing yet. */
export function createConnection(baseUrl: string, context: DriverContext): Connection {
  const transport = createTransport({ fetch: context.fetch });

  const toError: Connection['toError'] = (body, call, response) =>
    httpError({ ...response, body, serverName: 'Acme', secrets: [call.apiKey] });

  const send: Connection['send'] = async (path, call, body) => {
    const response = await transport({
      url: joinUrl(baseUrl, path),
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(call.apiKey !== undefined && { authorization: `Bearer ${call.apiKey}` }),
        // Last, so that the user's own headers win.
        ...call.headers,
      },
      body: body && JSON.stringify(body),
      // These three make abort and timers work.
      signal: call.signal,
      onConnecting: call.onConnecting,
      onConnected: call.onConnected,
    });
    if (response.status >= 200 && response.status <= 299) return response;
    throw toError(await readErrorAnswer(response), call, response);
  };

  const json: Connection['json'] = async (path, call) => {
    const response = await send(path, call);
    const answer = asRecord(await readJson(response));
    if (answer === undefined || answer['error']) throw toError(answer, call, response);
    return answer;
  };

  return { send, json, toError };
}

/** The error for an answer of the wrong shape. */
export function wrongShape(what: string): ProviderError {
  const message = `Acme answered with something that is no ${what}. Is baseUrl right?`;
  return new ProviderError({ code: 'RESPONSE_INVALID', message });
}
