import { parseBaseUrl } from '@modelport/provider-utils/define';
import { defaultBaseUrl } from './options.js';

/**
 * Where the API is, by an option: without the version that some keep in the address, as they know it from other APIs.
 * @throws ProviderError `SETTING_INVALID` for what is no URL.
 */
export function readBaseUrl(baseUrl: string = defaultBaseUrl): string {
  return parseBaseUrl(baseUrl).replace(/\/v1$/, '');
}
