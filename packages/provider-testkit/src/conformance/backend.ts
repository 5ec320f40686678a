import type { ErrorCode } from '@modelport/core';
import type { Step } from '../faulty/fault.js';
import { play } from '../faulty/play.js';
import { encodeAnswer, encodeChunk, encodeHead, LAST_CHUNK } from '../network/http-bytes.js';
import { type RawServer, type ServerConnection, startRawServer } from '../network/raw-server.js';
import type { RawRequest } from '../network/request-reader.js';
import type { Answer } from './answer.js';
import type { Operation, ReceivedChat, ReceivedEmbed, WireEncoder, WireResponse } from './wire-encoder.js';

/** What a backend answers to one request: an answer, a refusal, or what exactly it does with the connection. */
export type Reply =
  | Answer
  | { readonly failure: ErrorCode; readonly headers?: Readonly<Record<string, string>> }
  | WireResponse
  | readonly Step[]
  | ((request: RawRequest, connection: ServerConnection) => readonly Step[] | Answer | WireResponse);

/** A backend that speaks the subject's wire, on a real socket, for one case alone. */
export interface Backend extends RawServer {
  readonly wire: WireEncoder;
  /** Sets what is answered to requests of an operation from now on: one reply after the other, the last one repeats. */
  reply(operation: Operation, ...replies: readonly Reply[]): void;
  /** The requests for an operation, in order. */
  requestsFor(operation: Operation): readonly RawRequest[];
  /** The chat requests as the wire's author reads them. */
  readonly chats: readonly ReceivedChat[];
  /** The embedding requests as the wire's author reads them. */
  readonly embeds: readonly ReceivedEmbed[];
}

/** Starts a backend. Unless told otherwise it lists `models`, says `Hello!` and has nothing else. */
export async function startBackend(wire: WireEncoder, models: readonly string[]): Promise<Backend> {
  const replies = new Map<Operation, { readonly list: readonly Reply[]; played: number }>();
  const server = await startRawServer(async (request, connection) => {
    const operation = wire.operation(request);
    const queue = replies.get(operation);
    const reply = queue?.list[Math.min(queue.played++, queue.list.length - 1)];
    const steps =
      reply === undefined
        ? usualReply(wire, operation, request, models)
        : stepsOf(reply, wire, request, connection);
    await play(steps, connection);
  });
  const requestsFor = (operation: Operation) =>
    server.requests.filter((request) => wire.operation(request) === operation);
  return {
    wire,
    requestsFor,
    reply: (operation, ...list) => void replies.set(operation, { list, played: 0 }),
    get chats() {
      return requestsFor('chat').map((request) => wire.readChat(request));
    },
    get embeds() {
      return requestsFor('embed').map((request) => readEmbed(wire, request));
    },
    baseUrl: server.baseUrl,
    port: server.port,
    requests: server.requests,
    connections: server.connections,
    get openSockets() {
      return server.openSockets;
    },
    waitForRequest: (count) => server.waitForRequest(count),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function readEmbed(wire: WireEncoder, request: RawRequest): ReceivedEmbed {
  if (!wire.readEmbed) throw new Error(`The wire ${wire.name} has no readEmbed; this case needs it.`);
  return wire.readEmbed(request);
}

function usualReply(
  wire: WireEncoder,
  operation: Operation,
  request: RawRequest,
  models: readonly string[],
): readonly Step[] {
  if (operation === 'chat') return answerSteps({ parts: [{ text: ['Hel', 'lo!'] }] }, wire, request);
  if (operation === 'models' && wire.models) return responseSteps(wire.models(models));
  return responseSteps(wire.other?.(request, { models }) ?? { status: 404, body: 'Not found.' });
}

function stepsOf(
  reply: Reply,
  wire: WireEncoder,
  request: RawRequest,
  connection: ServerConnection,
): readonly Step[] {
  if (typeof reply === 'function') return stepsOf(reply(request, connection), wire, request, connection);
  if ('parts' in reply) return answerSteps(reply, wire, request);
  if ('failure' in reply) {
    const refusal = wire.failure({ code: reply.failure });
    if (refusal === undefined) throw new Error(`${wire.name} has no words for ${reply.failure}.`);
    return responseSteps({ ...refusal, headers: { ...refusal.headers, ...reply.headers } });
  }
  return 'body' in reply ? responseSteps(reply) : reply;
}

/** Steps that give a whole healthy answer, streamed if the request asks for that. */
export function answerSteps(answer: Answer, wire: WireEncoder, request: RawRequest): readonly Step[] {
  const { headers } = answer;
  if (!wire.isStreamed(request) && wire.whole) {
    const whole = wire.whole(answer, request);
    return responseSteps({ ...whole, headers: { ...whole.headers, ...headers } });
  }
  const { opening, content, finish, end } = wire.frames(answer, request);
  return streamSteps(wire, [...opening, ...content, ...finish, ...end], { ...(headers && { headers }) });
}

/** Steps that give one HTTP answer. */
export function responseSteps({ status = 200, headers = {}, body }: WireResponse): readonly Step[] {
  const [type, text] =
    typeof body === 'string' ? ['text/plain', body] : ['application/json', JSON.stringify(body)];
  return [{ do: 'send', bytes: encodeAnswer(status, { 'content-type': type, ...headers }, text) }];
}

/**
 * Steps that stream these events, each in a write of its own. `open`: without the end of the body, so that more steps can
 * follow.
 */
export function streamSteps(
  wire: WireEncoder,
  frames: readonly (string | Uint8Array)[],
  { open = false, headers = {} }: { open?: boolean; headers?: Readonly<Record<string, string>> } = {},
): readonly Step[] {
  const head = encodeHead(200, {
    'content-type': wire.streamType,
    'transfer-encoding': 'chunked',
    ...headers,
  });
  const sends = frames.map((frame): Step => ({ do: 'send', bytes: encodeChunk(frame) }));
  return [
    { do: 'send', bytes: head },
    ...sends,
    ...(open ? [] : [{ do: 'send', bytes: LAST_CHUNK } as const]),
  ];
}
