import type { Cost, PriceCatalog, Usage } from '../contract.js';
import { defined } from '../defined.js';
import type { CallOwner } from './call-owner.js';

/** What was answered. */
interface Answered {
  readonly usage: Usage;
  /** The model that answered. */
  readonly model?: string | undefined;
  readonly requestedModel?: string | undefined;
  /** Whether the counts are final. */
  readonly whole: boolean;
}

/**
 * What an answer has cost: the backend's word, nothing for a local server, else the catalogue's price; `null`: not known.
 * The counts of half an answer have no price.
 */
export function costOf(owner: CallOwner, { usage, model, requestedModel, whole }: Answered): Cost | null {
  if (usage.cost !== undefined) return usage.cost;
  if (owner.location === 'local') return { total: 0, currency: 'USD', source: 'local' };
  const { type, publicUrl: baseUrl, prices } = owner;
  const counted = usage.inputTokens !== undefined || usage.outputTokens !== undefined;
  if (!prices || !whole || !counted || model === undefined) return null;
  const other = requestedModel === model ? undefined : requestedModel;
  try {
    return checked(prices.priceOf(defined({ type, baseUrl, model, requestedModel: other, usage })));
  } catch {
    return null;
  }
}

/** A catalogue is somebody else's code: what is no amount of money counts as not known. */
function checked(price: ReturnType<PriceCatalog['priceOf']>): Cost | null {
  if (!isAmount(price?.total)) return null;
  const { total, input, output } = price;
  const parts = { input: isAmount(input) ? input : undefined, output: isAmount(output) ? output : undefined };
  return { total, ...defined(parts), currency: 'USD', source: 'catalog' };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
