import { checkKey } from '../checks/check-options.js';
import { ProviderError } from '../errors.js';

/**
 * Asks a user's function for the key.
 * @throws ProviderError `SETTING_INVALID` for what is no key; `AUTH_FAILED` where the function fails, or
 * `BACKEND_UNREACHABLE` where it could not connect.
 */
export async function resolveKey(give: () => string | Promise<string>): Promise<string> {
  let key: unknown;
  try {
    key = await give();
  } catch (reason) {
    throw ProviderError.from(reason, {
      code: 'AUTH_FAILED',
      message: `The function "apiKey" failed: ${reason instanceof Error ? reason.message : String(reason)}`,
    });
  }
  return checkKey(key);
}
