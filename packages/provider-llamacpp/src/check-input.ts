import { ProviderError } from '@modelport/core';

/** @throws ProviderError `REQUEST_INVALID` naming the extra and what it takes, unless the condition holds. */
export function checkInput(extra: string, holds: boolean, accepted: string): void {
  if (holds) return;
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting: extra,
    message: `extras.${extra} takes ${accepted}.`,
  });
}

/** Whether a value is a text that is not empty. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
