import { type CallContext, type DriverHealth, ProviderError } from '@modelport/core';
import type { Connection } from '@modelport/provider-openai-compatible/extend';
import { getKey } from './account.js';

/**
 * Asks for the key, which is the cheapest request that needs it (`/models` does not). Whether a model is there is left
 * open: the list is long, and says nothing of what the account's settings allow.
 * @throws ProviderError for a key that is refused, and where OpenRouter does not answer.
 */
export async function checkOpenRouterHealth(
  connection: Connection,
  call: CallContext,
): Promise<DriverHealth> {
  try {
    const { limitRemaining } = await getKey(connection, call);
    if (typeof limitRemaining !== 'number' || limitRemaining > 0) return { reachable: true };
    return { reachable: true, error: spent() };
  } catch (error) {
    if (!ProviderError.isInstance(error) || !isOtherServer(error)) throw error;
    return { reachable: false, error };
  }
}

/** Something answers, but it does not know keys as OpenRouter does. */
function isOtherServer({ code, status }: ProviderError): boolean {
  return code === 'RESPONSE_INVALID' || status === 404 || status === 405;
}

function spent(): ProviderError {
  return new ProviderError({
    code: 'INSUFFICIENT_FUNDS',
    message:
      'The limit of this key is spent. Raise it at openrouter.ai/settings/keys, or wait until it starts anew.',
  });
}
