import type { Call } from '../call/call.js';
import type { CallContext, DriverHealth, HealthStatus, Provider, ProviderDriver } from '../contract.js';
import { defined } from '../defined.js';
import { ProviderError } from '../errors.js';

/** What a driver said, or that it could not be asked anything. */
type Answer = Omit<DriverHealth, 'reachable'> & { readonly reachable: boolean | undefined };

/** Asks the driver how its backend is. Never rejects: a failure is part of the answer. */
export async function measureHealth(
  { name, type, model, baseUrl }: Pick<Provider, 'name' | 'type' | 'model' | 'baseUrl'>,
  driver: ProviderDriver,
  open: () => Promise<Call>,
): Promise<HealthStatus> {
  const startedAt = performance.now();
  const health = await ask(driver, open, model);
  const code = health.error?.code;
  return {
    ...defined({ name, type, baseUrl, ...health }),
    reachable: health.reachable,
    configured: code !== 'AUTH_FAILED' && code !== 'SETTING_MISSING',
    hasModel: health.hasModel,
    latencyMs: performance.now() - startedAt,
  };
}

async function ask(
  driver: ProviderDriver,
  open: () => Promise<Call>,
  model: string | undefined,
): Promise<Answer> {
  try {
    const call = await open();
    const health = await call.run((context) => check(driver, context, model));
    return health.error ? { ...health, error: call.normalise(health.error) } : health;
  } catch (reason) {
    const error = ProviderError.from(reason);
    const loading = error.code === 'MODEL_LOADING';
    // A status, or a model that is being loaded, means that the right kind of server answered.
    const reachable = loading || (error.status !== undefined && error.code !== 'RESPONSE_INVALID');
    return { reachable, hasModel: loading ? false : undefined, error };
  }
}

async function check(
  driver: ProviderDriver,
  context: CallContext,
  wanted: string | undefined,
): Promise<Answer> {
  if (driver.checkHealth) return driver.checkHealth(context);
  if (!driver.listModels) return { reachable: undefined };
  const models = await driver.listModels(context);
  const model = models.find(({ id }) => id === wanted) ?? models[0];
  return { reachable: true, hasModel: model !== undefined, modelId: model?.id };
}
