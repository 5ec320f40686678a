import { type CallContext, ProviderError } from '@modelport/core';
import type { Connection } from '../connection.js';

/**
 * Asks for JSON that a server may not have, or that a proxy may refuse: `undefined` for any answer that is none. Whether
 * the key is right is for the list of models to tell.
 * @throws ProviderError where nothing answers, or the server fails.
 */
export async function optionalJson(
  connection: Connection,
  path: string,
  call: CallContext,
): Promise<unknown> {
  try {
    return await connection.json({ path }, call);
  } catch (error) {
    if (ProviderError.isInstance(error) && (error.status === 401 || error.status === 403)) return undefined;
    return undefinedIfMissing(error);
  }
}

/** For `catch`. @throws what is no answer of a server without that path. */
export function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** An unknown path: a 404, LM Studio's 200 with an error inside, a page of HTML or a refusal of the method. */
export function isMissing(error: unknown): boolean {
  if (!ProviderError.isInstance(error) || error.retryable) return false;
  return /^(BACKEND_ERROR|RESPONSE_INVALID|REQUEST_INVALID|MODEL_NOT_FOUND|NOT_SUPPORTED)$/.test(error.code);
}
