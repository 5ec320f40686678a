import type { Dialect, FakeAnswer } from '../dialect.js';

/** What servers have in common that imitate OpenAI: they know less of it, and let more pass. */
export const compatible: Dialect = {
  bare: true,
  request: { ignoresUnknownFields: true, checksTypesOnly: true, noDeveloper: true },
};

/** The same, of servers that run where their users are: without a key unless one is set. */
export const local: Dialect = {
  ...compatible,
  apiKey: null,
  models: { chat: ['chat-fake'], reasoning: ['reasoning-fake'], embedding: ['embedding-fake'] },
};

/** What servers built with FastAPI have in common. */
export const fastApi: Dialect = {
  headers: () => ({ server: 'uvicorn' }),
  unknownRoute: (_, known): FakeAnswer =>
    known
      ? { status: 405, body: { detail: 'Method Not Allowed' } }
      : { status: 404, body: { detail: 'Not Found' } },
};
