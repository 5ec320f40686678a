import { encodeHead } from '../../network/http-bytes.js';
import type { Fault } from '../fault.js';
import { answerWell, STREAM_HEAD } from '../good-answers.js';

/** No fault at all: a healthy OpenAI-compatible server. */
export function none(): Fault {
  return [answerWell];
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

/** Answers with more header bytes than any client takes. Default: 1 MB. */
export function hugeHeaders({ bytes = 1_000_000 }: { bytes?: number | undefined } = {}): Fault {
  const head = encodeHead(200, { 'content-type': 'application/json', 'x-huge': 'x'.repeat(bytes) });
  return [[{ do: 'send', bytes: head }, { do: 'end' }]];
}

/** Never answers. */
export function silenceBeforeHeaders(): Fault {
  return [[{ do: 'stay-silent' }]];
}

/** Sends the head of an event stream, and never an event. */
export function headersThenSilence(): Fault {
  return [[{ do: 'send', bytes: STREAM_HEAD }, { do: 'stay-silent' }]];
}

/** Answers well after a while, headers included, as a server does that loads or queues. Default: 200 ms. */
export function delayBeforeHeaders({ ms = 200 }: { ms?: number | undefined } = {}): Fault {
  return [(request) => [{ do: 'wait', ms }, ...answerWell(request)]];
}

/**
 * Answers the first request on a connection well and keeps it alive, then resets it when the next request comes:
 * what a client meets whose pooled socket the server has just given up.
 */
export function staleKeepAlive(): Fault {
  return [
    (request, connection) => (connection.requests.length > 1 ? [{ do: 'reset' }] : answerWell(request)),
  ];
}
