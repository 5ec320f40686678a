import { createCheapest } from './cheapest.js';
import { createFallback } from './fallback.js';
import { createLatency } from './latency.js';
import { createLeastBusy } from './least-busy.js';
import { createSticky } from './sticky.js';
import type { Strategy, StrategyName } from './strategy.js';
import { createWeighted } from './weighted.js';

const creators: Readonly<Record<StrategyName, () => Strategy>> = {
  fallback: createFallback,
  weighted: createWeighted,
  'least-busy': createLeastBusy,
  latency: createLatency,
  cheapest: createCheapest,
  sticky: createSticky,
};

/** A strategy by its name, with a state of its own: one for each router. */
export function createStrategy(name: StrategyName): Strategy {
  return creators[name]();
}
