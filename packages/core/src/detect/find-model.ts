import type { Provider } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { PlatformAbortSignal } from '../platform-types.js';
import { chooseModel } from './choose-model.js';

/** A provider with a default model, or without one and with the reason. */
export interface ModelSearch {
  readonly provider: Provider;
  /** What there is in place of a model, to follow a name: `has no models`. */
  readonly lack?: string | undefined;
  /** Whether the backend says that it has none. */
  readonly isEmpty?: boolean | undefined;
}

/** Gives a provider one of its models as its default; without one, its first call will tell what is wrong. */
export async function findModel(
  provider: Provider,
  signal: PlatformAbortSignal | undefined,
): Promise<ModelSearch> {
  if (provider.model !== undefined) return { provider };
  const named = provider.knownModels.map(({ id }) => id);
  try {
    const models = await provider.models({ signal });
    const model = chooseModel(models, named);
    if (model) return { provider: provider.with({ model: model.id }) };
    const lack = models.length === 0 ? 'has no models' : 'has no model that chats';
    return { provider, lack, isEmpty: true };
  } catch (reason) {
    if (signal?.aborted) throw reason;
    return { provider, lack: `does not tell its models (${ProviderError.from(reason).code})` };
  }
}
