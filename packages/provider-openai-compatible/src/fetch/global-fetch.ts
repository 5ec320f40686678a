import { ProviderError } from '@modelport/core';
import type { FetchOptions, PlatformFetch } from './fetch-options.js';
import { asPlatformFetch, platformFetch } from './platform-fetch.js';

/**
 * Where there is no `node:http`: the platform's own `fetch`.
 * @throws ProviderError `SETTING_INVALID` for an agent, which only Node has.
 */
export function createPlatformFetch({ agent }: FetchOptions): PlatformFetch {
  if (agent !== undefined) {
    throw new ProviderError({
      code: 'SETTING_INVALID',
      setting: 'agent',
      message: 'The option "agent" works on Node alone; leave it out here.',
    });
  }
  return asPlatformFetch((input, init) => platformFetch(input, init));
}
