import { type Provider, ProviderError, type ProviderMember, type ProviderSet } from '@modelport/core';
import { checkCallDefaults, splitCallDefaults } from './call-defaults.js';
import { checkRecord, checkValue, invalid, isRecord, kinds, type Rule, type Rules } from './check-options.js';
import { localTypes, type PriceContext, priceFunction } from './price.js';
import type { RouterOptions, RouterTarget, TargetLimits } from './router-options.js';
import type { ServedModels } from './targets/served-models.js';
import type { TargetConfig } from './targets/target.js';

const isName = (value: unknown): boolean =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9._-]*$/i.test(value);
const provider: Rule = [
  'a provider, or the name of one in the provider set',
  (value) => isProvider(value) || kinds.line[1](value),
];
const models: Rule = [
  'a list of model names, or an object that says what each is called there',
  (value) => (Array.isArray(value) || isRecord(value)) && Object.values(value).every(kinds.line[1]),
];

const targetRules: Rules<keyof RouterTarget> = {
  provider,
  name: ['a name of letters, digits, ".", "_" and "-"', isName],
  weight: kinds.share,
  priority: kinds.number,
  enabled: kinds.flag,
  models,
  options: kinds.record,
  limits: kinds.record,
  price: kinds.record,
  contextLength: kinds.count,
};
const limitRules: Rules<keyof TargetLimits> = {
  concurrent: kinds.count,
  queue: kinds.whole,
  requestsPerMinute: kinds.count,
  requestsPerDay: kinds.count,
  tokensPerMinute: kinds.count,
  tokensPerDay: kinds.count,
  costPerDay: kinds.amount,
  costPerMonth: kinds.amount,
  key: kinds.line,
};
const priceRules = { input: kinds.share, output: kinds.share };

/** What a router of a provider set is told of its members; of a list, those that it names. */
export type Members = readonly ProviderMember[] | undefined;

/** Where targets are read from. */
export interface TargetSource {
  /** Those of the provider set that made the router, or that is its `targets`. */
  readonly members: Members;
  readonly prices: PriceContext;
  /** Leaves out targets that name no member, instead of refusing them: they have left the set. */
  readonly skipsMissing?: boolean | undefined;
}

/**
 * Reads the targets that are enabled.
 * @throws ProviderError `SETTING_INVALID` naming the target and what is wrong; `SETTING_MISSING` where there are no targets.
 */
export function readTargets(
  targets: RouterOptions['targets'],
  source: TargetSource,
): readonly TargetConfig[] {
  const reader = new TargetReader(source);
  const configs = new Map<string, TargetConfig>();
  for (const [at, given] of givenTargets(targets, source.members).entries()) {
    const config = reader.read(given, `targets[${at}]`);
    if (!config) continue;
    const { name } = config;
    if (configs.has(name))
      throw invalid(
        `targets[${at}].name`,
        `There are two targets named "${name}". Give one of them another name.`,
      );
    configs.set(name, config);
  }
  return [...configs.values()];
}

/** Whether the targets are those of a provider set. */
export function isProviderSet(targets: RouterOptions['targets']): targets is ProviderSet {
  return isRecord(targets) && Array.isArray((targets as Partial<ProviderSet>).members);
}

function givenTargets(targets: RouterOptions['targets'], members: Members): readonly unknown[] {
  if (targets === undefined || isProviderSet(targets)) {
    // A router among them has targets of the same set, and one that is added to the set that it follows would call itself.
    if (members) return members.flatMap(({ name, provider }) => (provider?.type === 'router' ? [] : name));
    throw new ProviderError({
      code: 'SETTING_MISSING',
      type: 'router',
      setting: 'targets',
      message: 'A router needs the option "targets": a list of providers, or a provider set.',
    });
  }
  if (Array.isArray(targets) && targets.length > 0) return targets;
  throw invalid(
    'targets',
    'The option "targets" must be a provider set, or a list of targets that is not empty.',
  );
}

/** Reads one target after the other. */
class TargetReader {
  readonly #source: TargetSource;
  readonly #byName: ReadonlyMap<string, ProviderMember>;
  readonly #byProvider: ReadonlyMap<Provider, ProviderMember>;
  readonly #localTypes = localTypes();

  constructor(source: TargetSource) {
    const { members = [] } = source;
    this.#source = source;
    this.#byName = new Map(members.map((member) => [member.name, member]));
    this.#byProvider = new Map(
      members.flatMap((member) => (member.provider ? [[member.provider, member]] : [])),
    );
  }

  /** `undefined`: it is not enabled, or has left the set. @throws ProviderError `SETTING_INVALID` naming what is wrong. */
  read(given: unknown, where: string): TargetConfig | undefined {
    const target = (
      typeof given === 'string' || isProvider(given) ? { provider: given } : given
    ) as RouterTarget;
    checkTarget(target, where);
    const member = this.#memberOf(target, where);
    const { provider } = member ?? {};
    if (target.enabled === false || !member || !provider) return undefined;
    const { name = member.name, weight = member.weight, priority = 1, contextLength, limits, price } = target;
    const isLocal = this.#localTypes.has(provider.type);
    return {
      ...{ name, provider, weight, priority, contextLength, limits, price },
      models: servedModels(target.models ?? member.models),
      ...splitCallDefaults(target.options),
      priceOf: priceFunction(provider, price, { isLocal, catalog: this.#source.prices }),
    };
  }

  #memberOf({ provider: given }: RouterTarget, where: string): ProviderMember | undefined {
    // A router asks for no extras, whichever there are.
    const provider = given as Provider | string;
    if (typeof provider !== 'string')
      return this.#byProvider.get(provider) ?? { name: provider.name, provider, weight: 1 };
    const member = this.#byName.get(provider);
    if (member || this.#source.skipsMissing) return member;
    const names = [...this.#byName.keys()];
    const there = this.#source.members
      ? `There are: ${names.join(', ') || 'none'}. A router can be a target only of one that comes after it.`
      : 'Names are for a router that a provider set makes from its config; give it the provider itself.';
    throw invalid(
      `${where}.provider`,
      `There is no provider named "${provider}" for "${where}". ${there}`,
      names,
    );
  }
}

function checkTarget(target: RouterTarget, where: string): void {
  checkRecord(target, targetRules, where);
  checkValue(target.provider, provider, `${where}.provider`);
  const { limits, price, options } = target;
  if (limits) checkRecord(limits, limitRules, `${where}.limits`);
  if (limits?.queue && limits.concurrent === undefined)
    throw invalid(
      `${where}.limits.queue`,
      `"${where}.limits.queue" has no effect without "concurrent": calls wait only where there is a limit of calls at once.`,
    );
  if (options) checkCallDefaults(options, `${where}.options`);
  if (!price) return;
  checkRecord(price, priceRules, `${where}.price`);
  for (const name of ['input', 'output'] as const)
    checkValue(price[name], kinds.share, `${where}.price.${name}`);
}

function servedModels(models: RouterTarget['models']): ServedModels | undefined {
  if (models === undefined) return undefined;
  return new Map(Array.isArray(models) ? models.map((id) => [id, id]) : Object.entries(models));
}

function isProvider(value: unknown): value is Provider {
  const { chat, stream, name } = Object(value) as Partial<Provider>;
  return typeof chat === 'function' && typeof stream === 'function' && typeof name === 'string';
}
