import { ProviderError } from '@modelport/core';

/** Where the options of a request for OpenRouter stand. */
export const place = 'providerOptions.openrouter';

/** An error of a request option. */
export function invalid(option: string, what: string): ProviderError {
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: `${place}.${option}`,
    message: `The request option "${option}" ${what}.`,
  });
}
