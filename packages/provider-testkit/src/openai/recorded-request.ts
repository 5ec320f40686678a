import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A request as a fake server received it. */
export interface RecordedRequest {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body's text. */
  readonly text: string;
  /** The body parsed as JSON; `undefined` if it is none. */
  readonly body: unknown;
  /** Settles when the answer has been sent, or the client has hung up before its end. */
  readonly outcome: Promise<'answered' | 'aborted'>;
}

/** Reads a request to its end. */
export async function recordRequest(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<RecordedRequest> {
  const outcome = new Promise<'answered' | 'aborted'>((resolve) => {
    response.once('close', () => resolve(response.writableFinished ? 'answered' : 'aborted'));
  });
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) text += part;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    text,
    body: parseJson(text),
    outcome,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
