import type { Dialect } from '../../openai/dialect.js';
import { local } from '../../openai/dialects/compatible.js';

const PUBLIC = ['/', '/openapi.json', '/favicon.ico'];

/** Jan's desktop server: src-tauri/src/core/server/proxy.rs @0035982. It asks for a key, and refuses in plain text. */
export const jan: Dialect = {
  ...local,
  apiKey: 'jan-fake',
  needsKey: ({ path }) => !PUBLIC.includes(path),
  routes: {
    'GET /': { headers: { 'content-type': 'text/html' }, body: '<title>Jan API</title>' },
    'GET /openapi.json': { body: { openapi: '3.0.0', info: { title: 'Jan API Server Endpoints' } } },
  },
  unknownRoute: () => ({ status: 404, body: 'Not Found' }),
  describeModel: ({ id }) => ({ id, object: 'model', created: 1, owned_by: 'user' }),
  refusal: (refusal) => {
    const { status, code, message } = refusal;
    if (status !== 401) return { status, body: status === 404 ? message : refusal };
    const missing = code === null;
    return {
      status,
      body: missing ? 'Missing authorization header' : 'Invalid or missing authorization token',
    };
  },
};
