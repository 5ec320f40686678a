import { ProviderError } from '@modelport/core';
import { parseJson } from '../json/read-values.js';
import type { TransportResponse } from '../transport/transport.js';
import { describeNonJson } from './error-body.js';

/**
 * Reads a whole body as JSON. White space before it is skipped, which DeepSeek sends to keep a connection alive.
 * @param limit Bytes at most. Default 10 MiB (10,485,760).
 * @throws `RESPONSE_INVALID` for anything but JSON, an HTML page and an empty body among it; what `body.text()` throws.
 */
export async function readJson(response: TransportResponse, limit?: number): Promise<unknown> {
  const { status } = response;
  const text = await response.body.text(limit);
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new ProviderError({
    code: 'RESPONSE_INVALID',
    status,
    message: `The backend answered HTTP ${status} with ${describeNonJson(text)}. Is the base URL that of an API?`,
  });
}
