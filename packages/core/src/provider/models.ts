import type { Call } from '../call/call.js';
import type { ModelInfo, ProviderDriver, Warning } from '../contract.js';
import { ProviderError } from '../errors.js';

/** Reads the models that the backend offers now. */
export function readModels(
  call: Call,
  list: NonNullable<ProviderDriver['listModels']>,
  provider: string,
): Promise<readonly ModelInfo[]> {
  return call.run(async (context) =>
    (await list(context)).map((model) => ({
      ...model,
      name: model.name ?? model.id,
      capabilities: model.capabilities ?? {},
      source: 'live',
      provider,
    })),
  );
}

/** What no other list of models makes good: a key that is refused, or a caller who gave up. */
const final = ['AUTH_FAILED', 'PERMISSION_DENIED', 'ABORTED'];
/** The same, where it was core that refused: what the caller gave is wrong. */
const refused = ['SETTING_INVALID', 'SETTING_MISSING', 'REQUEST_INVALID'];

/**
 * Why the known models stand in for those that could not be read.
 * @throws ProviderError the reason, where there are none or it is one that must be heard.
 */
export function standIn(reason: unknown, known: readonly ModelInfo[]): Warning {
  const error = ProviderError.from(reason);
  const { code, status, message } = error;
  const heard = final.includes(code) || (refused.includes(code) && status === undefined);
  if (heard || known.length === 0) throw error;
  const which = known[0]?.source === 'cached' ? 'the last ones that were read' : 'those named in advance';
  return {
    code: 'models-not-read',
    message: `The models could not be read (${code}), so ${which} are given: ${message}`,
  };
}
