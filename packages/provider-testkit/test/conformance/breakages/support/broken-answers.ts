import {
  type CallContext,
  type ChatEvent,
  type DriverRequest,
  type ProviderDriver,
  ProviderError,
  type ProviderErrorDetails,
} from '@modelport/core';
import type { TransportRequest, TransportResponse } from '@modelport/provider-utils';
import type { Breakage } from '../../reference/breakage.js';

type Stream = ProviderDriver['stream'];

/** What went wrong, and how far the answer had come. */
export interface Failed {
  readonly error: ProviderError;
  readonly sawContent: boolean;
}

/** The same error with other details. */
export function changed(error: ProviderError, changes: Partial<ProviderErrorDetails>): ProviderError {
  return new ProviderError({ ...error, message: error.message, cause: error.cause, ...changes });
}

/** Streams in another way. */
export function streaming(make: (stream: Stream, driver: ProviderDriver) => Stream): Breakage {
  return { driver: (driver) => ({ ...driver, stream: make(driver.stream.bind(driver), driver) }) };
}

/** Changes the error in which a stream ends. */
export function failingStreams(change: (failed: Failed) => Error): Breakage {
  return streaming(
    (stream) =>
      async function* (request: DriverRequest, call: CallContext) {
        let sawContent = false;
        try {
          for await (const events of stream(request, call)) {
            sawContent ||= events.some(isContent);
            yield events;
          }
        } catch (error) {
          throw ProviderError.isInstance(error) ? change({ error, sawContent }) : error;
        }
      },
  );
}

/** Changes the code of refused streams, and nothing else. */
export function refusingWith(code: string, other: string): Breakage {
  return failingStreams(({ error }) => {
    const { retryable } = error;
    const isRefusal = error.code === code && error.headers !== undefined;
    return isRefusal ? changed(error, { code: other, retryable }) : error;
  });
}

/** Changes what the error of a refused stream tells. */
export function tellingRefusals(changes: Partial<ProviderErrorDetails>): Breakage {
  return failingStreams(({ error }) => (error.headers === undefined ? error : changed(error, changes)));
}

/** Whether an event carries something of the answer. */
export function isContent({ type }: ChatEvent): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type.startsWith('tool-call');
}

/** A finish that no backend sent. */
export const madeUpFinish: ChatEvent = { type: 'finish', finishReason: 'stop' };

/** A response with another body. */
export function withBody(
  response: TransportResponse,
  read: (body: TransportResponse['body']) => AsyncGenerator<Uint8Array, void, undefined>,
): TransportResponse {
  const { body } = response;
  const other = read(body);
  return {
    ...response,
    body: {
      next: async () => {
        const { done, value } = await other.next();
        return done ? { value: undefined, done } : { value, done: false };
      },
      return: async () => {
        await body.return();
        return { value: undefined, done: true };
      },
      text: (limit) => body.text(limit),
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}

/** A response whose text was read before. */
export function withText(response: TransportResponse, text: string): TransportResponse {
  return { ...response, body: { ...response.body, text: async () => text } };
}

/** A response that is a plain answer of this text. */
export function withAnswer(response: TransportResponse, content: string): TransportResponse {
  const answer = { choices: [{ message: { content }, finish_reason: 'stop' }] };
  const headers = { get: () => 'application/json', entries: () => [] };
  return { ...withText(response, JSON.stringify(answer)), status: 200, headers };
}

/** Whether a request asks for a stream. */
export function asksForStream({ body }: TransportRequest): boolean {
  return body?.includes('"stream":true') === true;
}

/** Whether a request is a chat. */
export function isChat({ url }: TransportRequest): boolean {
  return url.endsWith('/chat/completions');
}
