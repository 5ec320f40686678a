import { ProviderError } from '@modelport/core';

/** The error for a server that answers but is of another kind. */
export function wrongServer(wanted: string): ProviderError {
  return new ProviderError({
    code: 'BACKEND_UNREACHABLE',
    retryable: false,
    message: `A server answers there, but it does not say that it is ${wanted}. Check baseUrl, or use the type "openai-compatible".`,
  });
}
