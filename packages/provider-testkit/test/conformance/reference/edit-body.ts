import type { ByteBody, TransportResponse } from '@modelport/provider-utils';
import type { Breakage } from './breakage.js';

/** A breakage that puts something between the bytes of a streamed answer and the reader of events. Made anew for each answer. */
export function throughBody(
  edit: (bytes: ByteBody, response: TransportResponse) => AsyncIterable<Uint8Array>,
): Pick<Breakage, 'send'> {
  return {
    send: async (send) => {
      const response = await send();
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
      const edited = edit(response.body, response)[Symbol.asyncIterator]();
      const body: ByteBody = {
        next: async () => {
          const { done, value } = await edited.next();
          return done ? { done, value: undefined } : { done: false, value };
        },
        return: () => response.body.return(),
        text: (limit) => response.body.text(limit),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
      return { ...response, body };
    },
  };
}

/** A breakage that changes the bytes of each read. `undefined` drops a read. */
export function inReads(edit: (read: Uint8Array) => Uint8Array | undefined): Pick<Breakage, 'send'> {
  return throughBody(async function* (bytes) {
    for await (const read of bytes) {
      const edited = edit(read);
      if (edited) yield edited;
    }
  });
}
