import { ProviderError } from '@modelport/core';
import type { TransportRequest } from '@modelport/provider-utils';

/**
 * What `fetch` would reject with: the reason of an abort as it is, else a `TypeError` with the system's error as its cause, by
 * which clients know that they may try again. What is wrong with a setting, only our error tells.
 */
export function likeFetch(error: unknown, message: string, signal: TransportRequest['signal']): unknown {
  if ((signal?.aborted && error === signal.reason) || !ProviderError.isInstance(error)) return error;
  return new TypeError(message, { cause: error.code === 'SETTING_INVALID' ? error : (error.cause ?? error) });
}
