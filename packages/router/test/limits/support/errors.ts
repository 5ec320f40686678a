import { ProviderError } from '@modelport/core';
import { expect } from 'vitest';

/** The error that something ends in, thrown or rejected. */
export async function errorOf(action: () => unknown): Promise<ProviderError> {
  try {
    await action();
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  return expect.fail('It did not fail.');
}
