import type { CallContext } from '@modelport/core';
import type { Connection } from '@modelport/provider-openai-compatible/extend';
import {
  asRecord,
  type JsonRecord,
  joinUrl,
  parseJson,
  readServerSentEvents,
  type ServerUrls,
  type TransportResponse,
} from '@modelport/provider-utils';

/** llama-server's own routes, which lie beside `/v1`. */
export interface LlamaServer {
  /** Default model, which a router needs to know. */
  readonly model: string | undefined;
  /** Asks for anything. @throws ProviderError for any answer but a 2xx. */
  send(path: string, call: CallContext): Promise<TransportResponse>;
  /** Asks for JSON. @throws ProviderError also where the answer is none, or tells of an error. */
  get(path: string, call: CallContext): Promise<unknown>;
  /** Sends JSON and gets JSON. @throws ProviderError as `get`. */
  post(path: string, body: object, call: CallContext): Promise<unknown>;
  /** Asks for server-sent events and gives the JSON of each. @throws ProviderError as `get`. */
  events(path: string, body: object | undefined, call: CallContext): AsyncIterable<JsonRecord>;
}

/** The routes of one server. */
export function createLlamaServer(
  connection: Connection,
  { root }: ServerUrls,
  model: string | undefined,
): LlamaServer {
  return {
    model,
    send: (path, call) => connection.send({ path: joinUrl(root, path) }, call),
    get: (path, call) => connection.json({ path: joinUrl(root, path) }, call),
    post: (path, body, call) => connection.json({ path: joinUrl(root, path), body }, call),
    async *events(path, body, call) {
      const response = await connection.send({ path: joinUrl(root, path), body, stream: true }, call);
      for await (const batch of readServerSentEvents(response.body)) {
        for (const { data } of batch) {
          const event = asRecord(parseJson(data));
          if (event?.['error']) throw connection.toError(event, call, response);
          if (event) yield event;
        }
      }
    },
  };
}

/** A router finds the model of a `GET` by this parameter; a server of one model ignores it. */
export function withModel(path: string, model: string | undefined): string {
  return model === undefined ? path : `${path}?model=${encodeURIComponent(model)}`;
}
