import { type DriverHealth, type ProviderDriver, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';

type CheckHealth = NonNullable<ProviderDriver['checkHealth']>;

export const healthBreakages: Readonly<Record<string, Breakage>> = {
  // What is only worth a word is an error.
  'health/up': reporting((health) => ({
    ...health,
    error: new ProviderError({ code: 'RESPONSE_INVALID', message: 'The server does not tell its build.' }),
  })),
  // Looks at the first model alone.
  'health/model-there': reporting((health) => ({
    ...health,
    hasModel: health.modelId === undefined ? health.hasModel : false,
  })),
  // Names the model of its options.
  'health/other-model': reporting((health) =>
    health.hasModel === false ? { ...health, modelId: 'conformance-model' } : health,
  ),
  // `models !== undefined`
  'health/no-model': reporting((health) => ({ ...health, hasModel: true })),
  'health/version': reporting(({ version: _version, ...health }) => health),
  // Keeps the reason for itself.
  'health/down': instead(({ code }) => code === 'BACKEND_UNREACHABLE', { reachable: false }),
  'health/refused-key': instead(({ code }) => code === 'AUTH_FAILED', { reachable: false }),
  // Any answer of 200 will do.
  'health/wrong-server': instead(({ status }) => status === 200, { reachable: true }),
  // Some servers have no such path.
  'health/unknown-paths': instead(({ status }) => status === 404, { reachable: true }),
  // Not up yet is down.
  'health/loading': instead(({ code }) => code === 'MODEL_LOADING', {
    reachable: false,
    error: new ProviderError({ code: 'BACKEND_UNREACHABLE', message: 'The server is not ready.' }),
  }),
  // Has a token generated, to be sure.
  'health/no-generation': asking((check, driver) => async (call) => {
    const health = await check(call);
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'ping' }] }] as const;
    await driver.chat?.({ model: health.modelId, messages, maxTokens: 1 }, call).catch(() => undefined);
    return health;
  }),
  // Has a timer of its own in mind, and forgets that of the call.
  'health/timeout': asking((check) => (call) => check({ ...call, signal: AbortSignal.timeout(10_000) })),
};

/** Changes how health is asked, and nothing else. */
function asking(change: (check: CheckHealth, driver: ProviderDriver) => CheckHealth): Breakage {
  return {
    driver: (driver) =>
      driver.checkHealth ? { ...driver, checkHealth: change(driver.checkHealth, driver) } : driver,
  };
}

/** Changes what is reported of a server that answers. */
function reporting(change: (health: DriverHealth) => DriverHealth): Breakage {
  return asking((check) => async (call) => change(await check(call)));
}

/** Reports this in place of some errors. */
function instead(isMeant: (error: ProviderError) => boolean, health: DriverHealth): Breakage {
  return asking((check) => async (call) => {
    try {
      return await check(call);
    } catch (error) {
      if (isMeant(error as ProviderError)) return health;
      throw error;
    }
  });
}
