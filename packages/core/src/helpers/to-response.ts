import type { ChatEvent, ChatStream } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { PlatformResponse } from '../platform-types.js';

/** How {@link toResponse} writes the stream. */
export interface ToResponseOptions {
  /** `sse`: each event as a server-sent event with JSON data; `text`: only the answer's text. */
  readonly format: 'sse' | 'text';
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * A web `Response` that carries a chat stream, for any framework that takes one. When its client leaves, the stream is
 * closed and the model stops. An error in mid-stream is, with `sse`, a last event `error` with its code and message;
 * with `text` it breaks the response off. The partial answer and headers of the backend are not sent along.
 */
export function toResponse(stream: ChatStream, { format, headers }: ToResponseOptions): PlatformResponse {
  const encoder = new TextEncoder();
  const batches = stream.batches();
  const write = format === 'sse' ? toServerSentEvent : toText;
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      try {
        for (;;) {
          const { done, value } = await batches.next();
          if (done) return controller.close();
          const text = value.map(write).join('');
          if (text) return controller.enqueue(encoder.encode(text));
        }
      } catch (reason) {
        if (format === 'text') return controller.error(reason);
        const { code, message } = ProviderError.from(reason);
        controller.enqueue(encoder.encode(`event: error\ndata: ${JSON.stringify({ code, message })}\n\n`));
        controller.close();
      }
    },
    async cancel() {
      await batches.return?.();
    },
  };
  // Nothing is read ahead of the client, not even the first event.
  return new Response(new ReadableStream(source, { highWaterMark: 0 }), {
    headers: {
      'content-type': `text/${format === 'sse' ? 'event-stream' : 'plain'}; charset=utf-8`,
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      ...headers,
    },
  });
}

/** What the backend's headers say is not for the client. */
function toServerSentEvent(event: ChatEvent): string {
  const shown = event.type === 'start' ? { ...event, headers: undefined, rateLimit: undefined } : event;
  return `data: ${JSON.stringify(shown)}\n\n`;
}

function toText(event: ChatEvent): string {
  return event.type === 'text-delta' ? event.text : '';
}
