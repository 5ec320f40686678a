import { listDefinitions, type PriceCatalog, type Provider } from '@modelport/core';
import type { RouterTarget } from './router-options.js';
import type { TargetConfig } from './targets/target.js';

/** Where prices are looked up that neither the options nor the models of a target tell. */
export type PriceContext = () => PriceCatalog | undefined;

const perMillion = 1e6;

/** The types whose servers run where the program does, so that calls cost nothing. */
export function localTypes(): ReadonlySet<string> {
  return new Set(listDefinitions().flatMap(({ type, location }) => (location === 'local' ? type : [])));
}

/** What tokens of a target cost: as its options say, its models, nothing where its servers are local, or the catalogue. */
export function priceFunction(
  provider: Provider,
  price: RouterTarget['price'],
  { isLocal, catalog }: { readonly isLocal: boolean; readonly catalog: PriceContext },
): TargetConfig['priceOf'] {
  return (usage, model) => {
    const { input, output } = price ?? provider.knownModels.find(({ id }) => id === model)?.pricing ?? {};
    // Embeddings have no output, and no price for it.
    const answer = usage.outputTokens === 0 ? 0 : output;
    if (input !== undefined && answer !== undefined)
      return (usage.inputTokens * input + usage.outputTokens * answer) / perMillion;
    if (isLocal) return 0;
    if (model === undefined) return undefined;
    const { type, baseUrl } = provider;
    try {
      const query = { type, model, usage, ...(baseUrl !== undefined && { baseUrl }) };
      const total: unknown = catalog()?.priceOf(query)?.total;
      // A catalogue is somebody else's code: what is no amount of money, and what it throws, counts as not known.
      return typeof total === 'number' && total >= 0 && total < Infinity ? total : undefined;
    } catch {
      return undefined;
    }
  };
}
