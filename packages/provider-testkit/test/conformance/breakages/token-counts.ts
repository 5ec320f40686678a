import type { ProviderDriver, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';

type CountTokens = NonNullable<ProviderDriver['countTokens']>;

export const tokenCountsBreakages: Readonly<Record<string, Breakage>> = {
  // Rounds up, to be safe.
  'token-counts/exact': counting((count) => async (request, call) => {
    return Math.ceil((await count(request, call)) / 100) * 100;
  }),
  // The tools have no text.
  'token-counts/request': counting(
    (count) => (request, call) => count({ ...request, tools: undefined }, call),
  ),
  // Has the model loaded first.
  'token-counts/no-generation': counting((count, driver) => async (request, call) => {
    await driver.chat?.({ ...request, maxTokens: 1 }, call);
    return count(request, call);
  }),
  // `answer.count ?? 0`
  'token-counts/other-json': failing(
    ({ code, status }) => code === 'RESPONSE_INVALID' && status === undefined,
    () => 0,
  ),
  // Estimates where it cannot parse.
  'token-counts/html': failing(
    ({ code, status }) => code === 'RESPONSE_INVALID' && status === 200,
    () => 4,
  ),
  // Estimates where the backend does not want to.
  'token-counts/refused': failing(
    ({ code }) => code === 'AUTH_FAILED',
    () => 4,
  ),
  'token-counts/abort': counting(
    (count) => (request, call) => count(request, { ...call, signal: AbortSignal.timeout(10_000) }),
  ),
};

/** Changes how tokens are counted, and nothing else. */
function counting(change: (count: CountTokens, driver: ProviderDriver) => CountTokens): Breakage {
  return {
    driver: (driver) =>
      driver.countTokens ? { ...driver, countTokens: change(driver.countTokens, driver) } : driver,
  };
}

/** Gives a number in place of some errors. */
function failing(isMeant: (error: ProviderError) => boolean, instead: () => number): Breakage {
  return counting((count) => async (request, call) => {
    try {
      return await count(request, call);
    } catch (error) {
      if (isMeant(error as ProviderError)) return instead();
      throw error;
    }
  });
}
