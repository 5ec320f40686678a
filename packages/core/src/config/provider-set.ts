import type { CallOptions, HealthStatus, ModelInfo, Provider, ProviderMember } from '../contract.js';
import type { CheckProvidersOptions } from '../detect/check-all-providers.js';
import { ProviderError } from '../errors.js';
import { wrapProvider } from '../provider/wrap-provider.js';
import type { Registry } from '../registry/registry.js';
import { didYouMean } from '../registry/suggest.js';
import { listMembers, viewOthers } from './list-members.js';
import type { ModelLists } from './list-models.js';
import { openEntry } from './open-entry.js';
import { type Member, type ProviderConfig, readConfig } from './read-config.js';
import { readValue } from './read-entry.js';
import { resolveReference } from './resolve-reference.js';
import { sameValue } from './same-value.js';
import { checkObject, createSource, type Environment, type Source } from './source.js';

/** The entries of a config: in a list, or by name. */
export type ProviderConfigs =
  | readonly ProviderConfig[]
  | { readonly [name: string]: Omit<ProviderConfig, 'name'> };

/** Where a provider set takes from what its config does not say. */
export interface ProviderSetContext {
  readonly environment: () => Environment;
  readonly registry: Registry;
  readonly defaultName?: string | undefined;
}

/** Named providers, made from a config that may change while they are used. {@link createProviders} makes one. */
export class ProviderSet {
  readonly #context: ProviderSetContext;
  #members: ReadonlyMap<string, Member> = new Map();
  #list: readonly ProviderMember[] | undefined;
  #closing: Promise<void> | undefined;
  /** Made here, as it lives long: within `update` it would hold what an update has replaced. */
  readonly #current = () => this.#members;

  constructor(configs: ProviderConfigs, context: ProviderSetContext) {
    this.#context = context;
    this.update(configs);
  }

  /** Names of the providers that are enabled, in the order of the config. */
  get names(): readonly string[] {
    return this.#providers.map(({ name }) => name);
  }

  /**
   * The providers in the order of the config and then as they were added, with what the config says of their use: those that
   * are not enabled too. The same array as long as the set has not changed.
   */
  get members(): readonly ProviderMember[] {
    this.#list ??= listMembers(this.#members.values());
    return this.#list;
  }

  /** The models that the providers last listed, or name without being asked. */
  get knownModels(): readonly ModelInfo[] {
    return this.#providers.flatMap(({ name, knownModels }) =>
      knownModels.map((model) => ({ ...model, provider: name })),
    );
  }

  /** Whether there is a provider of this name, and it is enabled. */
  has(name: string): boolean {
    return this.#members.get(name)?.provider !== undefined;
  }

  /** @throws ProviderError `PROVIDER_NOT_FOUND` with the names that there are, or saying that it is disabled. */
  get(name: string): Provider {
    const member = this.#members.get(name);
    if (member?.provider) return member.provider;
    const { names } = this;
    const problem = member
      ? `The provider "${name}" is disabled by its config.`
      : `There is no provider named "${name}".${didYouMean(String(name), names)}`;
    throw notFound(`${problem} There are: ${names.join(', ') || 'none'}.`, names);
  }

  /**
   * Adds a provider that was made elsewhere, such as a router. It stays through updates, and closing it is not the
   * set's business.
   * @throws ProviderError `SETTING_INVALID` for what is no name, or is taken; `REQUEST_INVALID` once the set is closed.
   */
  add(name: string, given: Provider<object>): void {
    // Whoever gets it from the set does not know its extras.
    const provider = given as Provider;
    this.#checkOpen();
    readValue({ name: 'name', kind: 'name' }, name, 'The name of a provider');
    if (this.#members.has(name)) throw taken(name);
    const { type } = provider;
    const named = provider.name === name ? provider : underName(provider, name);
    const listed = this.#context.registry.list().find((definition) => definition.type === type);
    const member: Member = { name, type, weight: 1, composite: listed?.composite, provider: named };
    this.#members = new Map([...this.#members, [name, member]]);
    this.#list = undefined;
  }

  /**
   * Finds provider and model of a reference: `name:model`, `type:model` where one provider is of that type, a model
   * alone, or a provider's name alone for its default model. Without one: the default provider. A model is passed on
   * as it stands, so `llama3:8b` and `openrouter:anthropic/claude:free` both work.
   * @throws ProviderError `PROVIDER_NOT_FOUND`; `REQUEST_INVALID` where it is not certain which provider is meant,
   * with full forms in `candidates`.
   */
  resolve(reference?: string): { readonly provider: Provider; readonly model: string | undefined } {
    const { defaultName, registry } = this.#context;
    const members = [...this.#members.values()];
    const first = members.find(({ name, provider }) => provider && name === (defaultName ?? name));
    if (!first) throw notFound('No provider of the set is enabled.', []);
    const reading =
      reference === undefined ? { member: first } : resolveReference(reference, members, first, registry);
    const provider = this.get(reading.member.name);
    return { provider, model: reading.model ?? provider.model };
  }

  /** Asks all providers for their models, at once. Never rejects: what failed is in `errors`, by name. */
  async models(options?: CallOptions): Promise<ModelLists> {
    const { listModels } = await import('./list-models.js');
    return listModels(this.#providers, options);
  }

  /** Asks all providers how they are, at once. Never rejects: a failure is in the answer of its provider. */
  async checkAll(options?: CheckProvidersOptions): Promise<Record<string, HealthStatus>> {
    const { checkProviders } = await import('../detect/check-all.js');
    return checkProviders(this.#providers, { registry: this.#context.registry, ...options });
  }

  /**
   * Puts another config in place of the one before: all of it or, where anything in it is wrong, nothing. A provider
   * whose entry is the same, its key too, stays the same instance. The others are not closed, so that calls in flight
   * and whoever holds one can go on. A composite stays where its targets may have changed too, but not where they would
   * not do for it: its entry must make a provider of the new members.
   * @returns The providers that are no longer in the set; close them when they are no longer used.
   * @throws ProviderError `SETTING_INVALID`, `SETTING_MISSING` or `PROVIDER_NOT_FOUND`, naming the entry.
   */
  update(configs: ProviderConfigs): readonly Provider[] {
    this.#checkOpen();
    const { registry, defaultName } = this.#context;
    const environment = createSource('environment', this.#context.environment());
    const before = this.#members;
    const added = [...before].filter(([, { provider, entry }]) => provider && !entry);
    const members = new Map<string, Member>();
    for (const read of this.#read(configs, environment)) {
      const { name } = read;
      if (members.has(name) || added.some(([taken]) => taken === name)) throw taken(name);
      members.set(name, read);
    }
    for (const [name, member] of added) members.set(name, member);
    for (const member of compositesLast(members)) {
      const { name, composite, entry } = member;
      if (!entry) continue;
      const old = before.get(name);
      const kept = sameValue(entry, old?.entry) ? old?.provider : undefined;
      const others = composite && viewOthers(name, members, this.#current);
      // Of a composite that is kept, another one is made all the same, to see whether the new members do for it.
      const made = kept && !composite ? kept : openEntry(entry, registry, environment, others);
      members.set(name, { ...member, provider: kept ?? made });
    }
    if (defaultName !== undefined && !members.get(defaultName)?.provider)
      throw invalid('default', `The default "${defaultName}" is no name of the config, or not enabled.`);
    this.#members = members;
    this.#list = undefined;
    return [...before.values()].flatMap(({ name, provider }) =>
      provider && members.get(name)?.provider !== provider ? provider : [],
    );
  }

  /** Closes the providers that the set has made and still has. Rejects, when all are done, if one could not be closed. */
  close(): Promise<void> {
    this.#closing ??= closeAll([...this.#members.values()].filter(({ entry }) => entry));
    return this.#closing;
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A description that is safe to log: never a key. */
  toJSON(): Record<string, unknown> {
    const { defaultName = this.names[0] } = this.#context;
    const providers = Array.from(this.#members.values(), ({ entry, provider, composite, ...facts }) => ({
      ...provider?.toJSON(),
      ...facts,
      enabled: provider !== undefined,
    }));
    return { default: defaultName, providers };
  }

  get #providers(): readonly Provider[] {
    return [...this.#members.values()].flatMap(({ provider = [] }) => provider);
  }

  #checkOpen(): void {
    if (this.#closing)
      throw new ProviderError({ code: 'REQUEST_INVALID', message: 'The provider set is closed.' });
  }

  #read(configs: ProviderConfigs, environment: Source): Omit<Member, 'provider'>[] {
    const { registry } = this.#context;
    if (Array.isArray(configs)) return configs.map((each) => readConfig(each, environment, registry));
    checkObject(configs, 'The config of a provider set');
    return Object.entries(configs).map(([name, each]) => readConfig(each, environment, registry, name));
  }
}

function notFound(message: string, candidates: readonly string[]): ProviderError {
  return new ProviderError({ code: 'PROVIDER_NOT_FOUND', candidates, message });
}

function invalid(setting: string, message: string): ProviderError {
  return new ProviderError({ code: 'SETTING_INVALID', setting, message });
}

const taken = (name: string): ProviderError =>
  invalid('name', `There are two providers named "${name}". Give one of them another name.`);

/** In the order in which they are made: composites ask for the others while they are created. */
function compositesLast(members: ReadonlyMap<string, Member>): readonly Member[] {
  const all = [...members.values()];
  return [...all.filter(({ composite }) => !composite), ...all.filter(({ composite }) => composite)];
}

async function closeAll(members: readonly Member[]): Promise<void> {
  const results = await Promise.allSettled(members.map(({ provider }) => provider?.close()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** A provider under another name, in its answers too. */
function underName(provider: Provider, name: string): Provider {
  return wrapProvider(provider, {
    name,
    health: async (options) => ({ ...(await provider.health(options)), name }),
  });
}
