import { checkRecord, invalid, kinds, type Rules } from './check-options.js';
import type { BreakerOptions, HoldOptions, RouterOptions } from './router-options.js';
import { strategyNames } from './strategies/strategy.js';

const rules: Rules<keyof RouterOptions> = {
  name: kinds.line,
  headers: kinds.headers,
  observe: kinds.function,
  prices: ['an object with a function "priceOf"', has('priceOf')],
  connectTimeout: kinds.timer,
  firstEventTimeout: kinds.timer,
  idleTimeout: kinds.timer,
  timeout: kinds.timer,
  targets: kinds.anything,
  strategy: [
    `${strategyNames.join(', ')} or a function`,
    (value) => typeof value === 'function' || strategyNames.some((name) => name === value),
  ],
  model: kinds.line,
  maxRetries: kinds.retries,
  fallbackOn: [
    'a list of error codes such as CONTENT_FILTERED',
    (value) => Array.isArray(value) && value.every(kinds.line[1]),
  ],
  breaker: kinds.record,
  hedgeAfter: kinds.milliseconds,
  continuation: kinds.flag,
  probeInterval: kinds.timer,
  hold: kinds.record,
  limitStore: ['an object with a function "add"', has('add')],
};
const breakerRules: Rules<keyof BreakerOptions> = {
  failures: kinds.count,
  openMs: kinds.milliseconds,
  maxOpenMs: kinds.milliseconds,
  outMs: kinds.milliseconds,
};
const holdRules: Rules<keyof HoldOptions> = { events: kinds.count, bytes: kinds.count };

/**
 * Checks all options of a router but its targets.
 * @throws ProviderError `SETTING_INVALID` naming the option and what is accepted.
 */
export function checkRouterOptions(options: RouterOptions): void {
  checkRecord(options, rules, '');
  if (options.breaker !== undefined) checkBreaker(options.breaker);
  if (options.hold !== undefined) checkRecord(options.hold, holdRules, 'hold');
}

function checkBreaker(breaker: BreakerOptions): void {
  checkRecord(breaker, breakerRules, 'breaker');
  const { openMs, maxOpenMs } = breaker;
  if (openMs === undefined || maxOpenMs === undefined || maxOpenMs >= openMs) return;
  throw invalid(
    'breaker.maxOpenMs',
    `The option "breaker.maxOpenMs" must not be less than "breaker.openMs"; ${maxOpenMs} is less than ${openMs}.`,
  );
}

/** Whether a value has a function of this name. */
function has(name: string): (value: unknown) => boolean {
  return (value) => typeof (Object(value) as Record<string, unknown>)[name] === 'function';
}
