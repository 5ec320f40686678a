import { type CallOptions, type HealthStatus, type Provider, ProviderError } from '@modelport/core';
import { modelNotServed } from '../call/unavailable.js';
import type { Target } from '../targets/target.js';
import { type Answer, askProviders, countdown } from './ask-providers.js';

/**
 * How a router is: as well as its targets together. Each of their providers is asked once, at most 16 at a time; the answer is there
 * as soon as one is fully well. Never rejects: where none is well, `error` says what is wrong with the first that has failed.
 */
export async function measureHealth(
  { name, type }: Pick<Provider, 'name' | 'type'>,
  targets: readonly Pick<Target, 'provider'>[],
  options: CallOptions = {},
): Promise<HealthStatus> {
  const startedAt = performance.now();
  const providers = [...new Set(targets.map(({ provider }) => provider))];
  const answers = new Map<Provider, HealthStatus>();
  let well: HealthStatus | undefined;
  await askProviders(providers, {
    limit: countdown(options.timeout),
    ask: async (provider, timeout) => provider.health({ ...options, timeout }),
    told(provider, answer) {
      const status = statusOf(provider, answer);
      answers.set(provider, status);
      if (isWell(status)) well = status;
      return well !== undefined;
    },
  });
  const inOrder = providers.flatMap((provider) => answers.get(provider) ?? []);
  const error = well ? undefined : errorOf(inOrder);
  return {
    ...{ name, type },
    configured: inOrder.some(({ configured }) => configured),
    reachable: any(inOrder.map(({ reachable }) => reachable)),
    hasModel: any(inOrder.map(({ hasModel }) => hasModel)),
    ...(well?.modelId !== undefined && { modelId: well.modelId }),
    latencyMs: performance.now() - startedAt,
    ...(error && { error }),
  };
}

/** An answer as a status: a provider that breaks its promise never to reject tells nothing of its server. */
function statusOf({ name, type }: Provider, answer: Answer<HealthStatus>): HealthStatus {
  if ('result' in answer) return answer.result;
  const { error } = answer;
  return { name, type, configured: true, reachable: undefined, hasModel: undefined, latencyMs: 0, error };
}

function isWell({ configured, reachable, hasModel, error }: HealthStatus): boolean {
  return configured && reachable === true && hasModel !== false && !error;
}

/** Whether it is so of any; `undefined` where it is known of none. */
function any(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(true)) return true;
  return values.includes(false) ? false : undefined;
}

function errorOf(answers: readonly HealthStatus[]): ProviderError | undefined {
  if (answers.length === 0) return modelNotServed(undefined, []);
  const error = answers.find((each) => each.error)?.error;
  if (!error || answers.length === 1) return error;
  const message = `None of the ${answers.length} providers behind the router is known to be well. ${error.message}`;
  return new ProviderError({ ...error, message, cause: error });
}
