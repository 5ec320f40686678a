import { encodeChunk, LAST_CHUNK } from '../network/http-bytes.js';
import type { ServerConnection } from '../network/raw-server.js';
import { streamSteps } from './backend.js';
import type { CaseContext } from './case-context.js';

/** A streamed answer of which a case sends each event when it wants to. */
export interface HeldAnswer {
  /** Sends bytes in one write, as soon as the request is there. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** Ends the body; the connection stays open. */
  end(): Promise<void>;
}

/** Has the backend answer chats with headers alone, and leaves the rest to the case. */
export function holdAnswer(t: CaseContext): HeldAnswer {
  let arrived: (connection: ServerConnection) => void = () => {};
  const connection = new Promise<ServerConnection>((resolve) => {
    arrived = resolve;
  });
  t.backend.reply('chat', (_request, opened) => {
    // Once the headers are out, and before anything else could be done.
    setImmediate(() => arrived(opened));
    return [...streamSteps(t.wire, [], { open: true }), { do: 'stay-silent' }];
  });
  return {
    async send(bytes) {
      const opened = await connection;
      // An empty chunk would be the end of the body.
      if (bytes.length > 0) await opened.send(encodeChunk(bytes));
    },
    end: async () => (await connection).send(LAST_CHUNK),
  };
}
