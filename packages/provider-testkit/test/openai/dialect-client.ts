import type { FakeOpenAIServer } from '../../src/openai/start-fake-openai-server.js';
import { type BareAnswer, type BareRequest, readEvents, send } from '../bare-client.js';

/** An answer with what its body says as JSON, if it is JSON. */
export interface JsonAnswer extends BareAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever a server says
  json: any;
}

/** Sends a request to a path of the server, with its key unless other headers are given. */
export async function request(
  server: FakeOpenAIServer,
  path: string,
  { headers, ...rest }: BareRequest = {},
): Promise<JsonAnswer> {
  const key = server.apiKey === '' ? {} : { authorization: `Bearer ${server.apiKey}` };
  const answer = await send(`${server.origin}${path}`, { headers: headers ?? key, ...rest });
  return { ...answer, json: parse(answer.text) };
}

/** Asks for a chat; `body` is laid over a short one. */
export function chat(
  server: FakeOpenAIServer,
  body: object = {},
  more: BareRequest = {},
): Promise<JsonAnswer> {
  const messages = [{ role: 'user', content: 'Hi' }];
  return request(server, `${basePath(server)}/chat/completions`, {
    body: { model: server.model, messages, ...body },
    ...more,
  });
}

/** The events of a streamed chat. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export async function streamed(server: FakeOpenAIServer, body: object = {}): Promise<any[]> {
  return readEvents((await chat(server, { stream: true, ...body })).text);
}

/** The path under which the server has OpenAI's operations. */
export function basePath({ baseUrl, origin }: FakeOpenAIServer): string {
  return baseUrl.slice(origin.length);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
