import type { Dialect, Operation, Route } from './dialect.js';
import type { RecordedRequest } from './recorded-request.js';

/** OpenAI's operations and their methods; `models/ID` is one more, with GET. */
export const OPERATIONS: Readonly<Record<string, string>> = {
  'chat/completions': 'POST',
  embeddings: 'POST',
  models: 'GET',
};

/** The route of a request; the method HEAD takes that of GET. */
export function findRoute(
  routes: Readonly<Record<string, Route>> | undefined,
  { method, path }: RecordedRequest,
): Route | undefined {
  if (routes === undefined) return undefined;
  const wanted = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  if (Object.hasOwn(routes, wanted)) return routes[wanted];
  const pattern = Object.keys(routes).find((key) => key.endsWith('*') && wanted.startsWith(key.slice(0, -1)));
  return pattern === undefined ? undefined : routes[pattern];
}

/** The operation that a request's path means. */
export function findOperation(dialect: Dialect, request: RecordedRequest): Operation | undefined {
  const operation = dialect.locate === undefined ? belowBase(dialect, request.path) : dialect.locate(request);
  if (operation === undefined) return undefined;
  const known = Object.hasOwn(OPERATIONS, operation.path) || /^models\/./.test(operation.path);
  return known ? operation : undefined;
}

/** By the longest base path that fits. */
function belowBase({ basePaths = ['/v1'] }: Dialect, path: string): Operation | undefined {
  const [base] = basePaths
    .filter((candidate) => path.startsWith(`${candidate}/`))
    .sort((one, other) => other.length - one.length);
  return base === undefined ? undefined : { path: path.slice(base.length + 1) };
}
