import type { CallOptions, ModelInfo, Provider } from '../contract.js';
import { ProviderError } from '../errors.js';

/** What a provider set knows of models. */
export interface ModelLists {
  /** Of all providers, in their order; `provider` and `source` tell where each comes from. */
  readonly models: readonly ModelInfo[];
  /** What failed, by name of the provider. Models that are named without asking may stand in. */
  readonly errors: Readonly<Record<string, ProviderError>>;
}

/** Asks all providers for their models, at once. Never rejects. */
export async function listModels(
  providers: readonly Provider[],
  options: CallOptions = {},
): Promise<ModelLists> {
  const errors = new Map<string, ProviderError>();
  const lists = providers.map(async (provider) => {
    const { name, type } = provider;
    const failed = (reason: unknown) => {
      if (!errors.has(name)) errors.set(name, ProviderError.from(reason, { provider: name, type }));
    };
    try {
      return await provider.models({
        ...options,
        observe(event) {
          // Where others stand in, the call does not reject.
          if (event.type === 'call-end' && event.error) failed(event.error);
          options.observe?.(event);
        },
      });
    } catch (reason) {
      failed(reason);
      return [];
    }
  });
  const models = (await Promise.all(lists)).flatMap((list, at) =>
    list.map((model) => ({ ...model, provider: providers[at]?.name ?? model.provider })),
  );
  return { models, errors: Object.fromEntries(errors) };
}
