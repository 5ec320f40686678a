import {
  type CallOptions,
  type Capabilities,
  type Capability,
  type ModelInfo,
  type Provider,
  ProviderError,
} from '@modelport/core';
import { askProviders, countdown } from './health/ask-providers.js';
import { serves } from './targets/served-models.js';
import type { Target } from './targets/target.js';

/** What must be known of a target to tell which models it offers. */
type Offering = Pick<Target, 'name' | 'provider' | 'config'>;

/** What targets can do together: what one of them can; what none can; the rest is not known. */
export function joinCapabilities(targets: readonly Pick<Target, 'provider'>[]): Capabilities {
  const providers = new Set(targets.map(({ provider }) => provider));
  const refusals = new Map<Capability, number>();
  const joined: { -readonly [Name in Capability]?: boolean } = {};
  for (const { capabilities } of providers) {
    for (const [name, value] of Object.entries(capabilities) as [Capability, boolean | undefined][]) {
      if (value === true) joined[name] = true;
      else if (value === false) refusals.set(name, (refusals.get(name) ?? 0) + 1);
    }
  }
  for (const [name, count] of refusals) if (count === providers.size) joined[name] = false;
  return joined;
}

/**
 * The models of all targets as far as they are known without asking, by the names that callers use. Before any was asked, the
 * router's own default is among them.
 */
export function joinKnownModels(targets: readonly Offering[], own?: string): readonly ModelInfo[] {
  const known = join(targets, ({ knownModels }) => knownModels);
  const target = targets.find(({ config }) => serves(config.models, own));
  const isAsked = known.some(({ source }) => source !== 'fallback');
  if (own === undefined || !target || isAsked || known.some(({ id }) => id === own)) return known;
  return [{ id: own, name: own, capabilities: {}, source: 'fallback', provider: target.name }, ...known];
}

/**
 * Reads the models of all targets, by the names that callers use. Each provider is asked once, at most 16 at a time and all within
 * `timeout` (default 5,000 ms). One that fails is left out; where all have failed, what is known without asking stands in. `own`: the
 * router's default model.
 * @throws ProviderError the first error, where nothing is known or a key was refused; `ABORTED` where the caller gave up.
 */
export async function listModels(
  targets: readonly Offering[],
  options: CallOptions = {},
  own?: string,
): Promise<readonly ModelInfo[]> {
  const providers = [...new Set(targets.map(({ provider }) => provider))];
  const lists = new Map<Provider, readonly ModelInfo[]>();
  const failures = new Map<Provider, ProviderError>();
  await askProviders(providers, {
    limit: countdown(options.timeout),
    ask: async (provider, timeout) => provider.models({ ...options, timeout }),
    told(provider, answer) {
      if ('result' in answer) lists.set(provider, answer.result);
      else failures.set(provider, answer.error);
      return false;
    },
  });
  const errors = providers.flatMap((provider) => failures.get(provider) ?? []);
  const aborted = errors.find(({ code }) => code === 'ABORTED');
  if (aborted && options.signal?.aborted) throw aborted;
  if (errors.length > 0 && lists.size === 0) return standIn(errors, joinKnownModels(targets, own));
  return join(
    targets.filter(({ provider }) => lists.has(provider)),
    (provider) => lists.get(provider) ?? [],
  );
}

/** What targets offer, the first of each id, in their order. */
function join(
  targets: readonly Offering[],
  listOf: (provider: Provider) => readonly ModelInfo[],
): readonly ModelInfo[] {
  const models = new Map<string, ModelInfo>();
  for (const target of targets) {
    for (const model of offeredBy(target, listOf(target.provider)))
      if (!models.has(model.id)) models.set(model.id, { ...model, provider: target.name });
  }
  return [...models.values()];
}

/** The models of a target by the names that callers use, with the facts of the models that they stand for. */
function offeredBy({ name, config }: Offering, listed: readonly ModelInfo[]): readonly ModelInfo[] {
  const { models } = config;
  if (!models) return listed;
  const known = new Map(listed.map((model) => [model.id, model]));
  const named = [...models].map(([id, stands]): ModelInfo => {
    const facts = known.get(stands) ?? { name: stands, capabilities: {}, source: 'fallback', provider: name };
    // Whatever is asked for, this one answers: so it is called what it is.
    return { ...facts, id: id === '*' ? stands : id };
  });
  if (models.get('*') !== '*') return named;
  return [...named.filter(({ id }) => id !== '*'), ...listed];
}

/** What is known without asking, where nobody could be asked. @throws ProviderError where nothing is, or a key was refused. */
function standIn(errors: readonly ProviderError[], known: readonly ModelInfo[]): readonly ModelInfo[] {
  const refused = errors.find(({ code }) => code === 'AUTH_FAILED' || code === 'PERMISSION_DENIED');
  if (refused || known.length === 0) throw allFailed(errors, refused);
  return known;
}

/** The error that is told: the first, or the one that must be heard. */
function allFailed(errors: readonly ProviderError[], heard?: ProviderError): ProviderError {
  const error = heard ?? (errors[0] as ProviderError);
  if (errors.length === 1) return error;
  const message = `None of the ${errors.length} providers behind the router could list its models. ${error.message}`;
  return new ProviderError({ ...error, message, cause: error });
}
