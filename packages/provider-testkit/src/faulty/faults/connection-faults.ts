import { openAIWire } from '../../conformance/encoders/openai-wire.js';
import { encodeHead } from '../../network/http-bytes.js';
import type { InDialect } from '../dialect.js';
import type { Fault } from '../fault.js';
import { answerWellIn, beginStream } from '../good-answers.js';

/** No fault at all: a healthy server. */
export function none({ wire = openAIWire }: InDialect = {}): Fault {
  return [answerWellIn(wire)];
}

/** Closes the connection instead of answering. */
export function closeBeforeHeaders(): Fault {
  return [[{ do: 'end' }]];
}

/** Resets the connection instead of answering. */
export function resetBeforeHeaders(): Fault {
  return [[{ do: 'reset' }]];
}

/** Closes the connection within the status line. */
export function halfStatusLine(): Fault {
  return [[{ do: 'send', bytes: 'HTTP/1.1 20' }, { do: 'end' }]];
}

/** Answers in another protocol. */
export function notHttp(): Fault {
  return [[{ do: 'send', bytes: 'SSH-2.0-OpenSSH_9.9\r\n' }, { do: 'end' }]];
}

/** How many bytes of headers a server sends. */
export interface HugeHeadersFault extends InDialect {
  /** Default: 1,000,000. */
  bytes?: number | undefined;
}

/** Answers with more header bytes than any client takes. */
export function hugeHeaders({ bytes = 1_000_000 }: HugeHeadersFault = {}): Fault {
  const head = encodeHead(200, { 'content-type': 'application/json', 'x-huge': 'x'.repeat(bytes) });
  return [[{ do: 'send', bytes: head }, { do: 'end' }]];
}

/** Never answers. */
export function silenceBeforeHeaders(): Fault {
  return [[{ do: 'stay-silent' }]];
}

/** Sends the head of a stream, and never an event. */
export function headersThenSilence({ wire = openAIWire }: InDialect = {}): Fault {
  return [[...beginStream([], wire), { do: 'stay-silent' }]];
}

/** How long a server takes. */
export interface DelayFault extends InDialect {
  /** Milliseconds. Default: 200. */
  ms?: number | undefined;
}

/** Answers well after a while, headers included, as a server does that loads or queues. */
export function delayBeforeHeaders({ ms = 200, wire = openAIWire }: DelayFault = {}): Fault {
  return [(request) => [{ do: 'wait', ms }, ...answerWellIn(wire)(request)]];
}

/**
 * Answers the first request on a connection well and keeps it alive, then resets it when the next request comes:
 * what a client meets whose pooled socket the server has just given up.
 */
export function staleKeepAlive({ wire = openAIWire }: InDialect = {}): Fault {
  return [
    (request, connection) =>
      connection.requests.length > 1 ? [{ do: 'reset' }] : answerWellIn(wire)(request),
  ];
}
