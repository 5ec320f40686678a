import { checkCallOptions } from '../checks/check-options.js';
import type { CallOptions } from '../contract.js';

/** Frozen options that were found right. */
const foundRight = new WeakSet<object>();

/**
 * Checks call options; frozen ones, once: a composite asks its targets with the same ones again and again. What a getter among
 * them says is not looked at a second time.
 * @throws ProviderError `SETTING_INVALID`.
 */
export function checkOptionsOnce(options: CallOptions): void {
  if (foundRight.has(options)) return;
  checkCallOptions(options);
  const { headers } = options;
  if (Object.isFrozen(options) && (headers === undefined || Object.isFrozen(headers)))
    foundRight.add(options);
}
