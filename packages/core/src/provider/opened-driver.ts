import type { CallOwner } from '../call/call-owner.js';
import { checkOptions } from '../checks/check-options.js';
import { mergeHeaders } from '../checks/headers.js';
import { insecureUrlWarning, publicUrl } from '../checks/secrets.js';
import type { Observer, PriceCatalog, ProviderDriver, Warning } from '../contract.js';
import type { CommonOptions } from '../provider-types.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/** A driver made from checked options, with all that its calls need to know; what only they need waits for them. */
export class OpenedDriver implements CallOwner {
  readonly name: string;
  readonly type: string;
  readonly driver: ProviderDriver;
  readonly definition: AnyDefinition;
  readonly baseUrl: string | undefined;
  readonly publicUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly defaults: CommonOptions & Readonly<Record<string, unknown>>;
  readonly #registry: Registry | undefined;
  #warnings: readonly Warning[] | undefined;

  /** @throws ProviderError `SETTING_INVALID` or `SETTING_MISSING`. */
  constructor(definition: AnyDefinition, given: object, registry: Registry | undefined) {
    const options = checkOptions(definition, given);
    const { type } = definition;
    const { name = type, headers, fetch } = options;
    this.name = name;
    this.type = type;
    // All calls get the same ones: a driver that writes into them must fail, not hand its key to the next call.
    this.headers = headers === undefined ? noHeaders : Object.freeze(mergeHeaders(headers));
    this.driver = definition.create(options, { name, type, ...(fetch && { fetch }) });
    this.baseUrl = this.driver.baseUrl ?? options.baseUrl;
    this.publicUrl = this.baseUrl === undefined ? undefined : publicUrl(this.baseUrl);
    this.definition = definition;
    this.defaults = options;
    this.#registry = registry;
  }

  get location(): CallOwner['location'] {
    return this.driver.location ?? this.definition.location;
  }

  get apiKey(): CallOwner['apiKey'] {
    return this.defaults.apiKey;
  }

  get secrets(): readonly unknown[] {
    const { settings } = this.definition;
    return settings.flatMap(({ name, kind }) => (kind === 'secret' ? this.defaults[name] : []));
  }

  /** Asked for at each call: a registry may get its observer or prices later. */
  get observers(): readonly Observer[] {
    const { observe } = this.defaults;
    const all = this.#registry?.observe;
    return all || observe ? [all, observe].filter((observer) => observer !== undefined) : [];
  }

  get prices(): PriceCatalog | undefined {
    return this.defaults.prices ?? this.#registry?.prices;
  }

  /** What every call is warned of. */
  get warnings(): readonly Warning[] {
    this.#warnings ??= [insecureUrlWarning(this)].filter((warning) => warning !== undefined);
    return this.#warnings;
  }
}
