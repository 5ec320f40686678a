import type { Call } from '../call/call.js';
import type { CallKind } from '../call/call-limits.js';
import type { CallOwner } from '../call/call-owner.js';
import type { RequestTarget } from '../checks/check-field.js';
import { checkOptions } from '../checks/check-options.js';
import type { CheckedRequest } from '../checks/check-request.js';
import { mergeHeaders } from '../checks/headers.js';
import { insecureUrlWarning, publicUrl } from '../checks/secrets.js';
import type {
  CallDefaults,
  CallOptions,
  Capabilities,
  ChatRequest,
  ChatResponse,
  ChatStream,
  EmbedRequest,
  EmbedResponse,
  HealthStatus,
  ModelInfo,
  Provider,
  ProviderDriver,
  ProviderExtras,
} from '../contract.js';
import { defined } from '../defined.js';
import { type ErrorCode, ProviderError } from '../errors.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';
import { LazyChatStream } from '../stream/chat-stream.js';
import type { StreamRun } from '../stream/stream-run.js';
import { bindExtras } from './extras.js';
import { capabilitiesOf, fallbackModels, modelNamed } from './known-models.js';
import { withDefaults } from './wrap-provider.js';

type Pipeline = typeof import('./pipeline.js');

let loaded: Pipeline | undefined;

/** What a call needs, loaded at the first one. */
async function pipeline(): Promise<Pipeline> {
  loaded ??= await import('./pipeline.js');
  return loaded;
}

const plain = { timeout: 600_000, maxRetries: 2 };
const quick = { timeout: 5_000, maxRetries: 0 };
const streaming = { timeout: 0, maxRetries: 2, streaming: true };

/** The provider that users hold: a driver with everything around it that no author should have to write. */
export class DriverProvider implements Provider {
  readonly name: string;
  readonly type: string;
  readonly displayName: string;
  declare readonly model?: string;
  declare readonly baseUrl?: string;
  capabilities: Capabilities;
  knownModels: readonly ModelInfo[];
  readonly extras: ProviderExtras;
  readonly #definition: AnyDefinition;
  readonly #driver: ProviderDriver;
  readonly #owner: CallOwner;
  readonly #target: RequestTarget;
  readonly #insecure: ReturnType<typeof insecureUrlWarning>;
  #closing: Promise<void> | undefined;

  constructor(definition: AnyDefinition, given: object, registry?: Registry) {
    const options = checkOptions(definition, given);
    const { type } = definition;
    const { name = type, model, baseUrl, fetch } = options;
    this.#definition = definition;
    this.name = name;
    this.type = type;
    if (model !== undefined) this.model = model;
    const headers = mergeHeaders(options.headers);
    const driver = definition.create(options, defined({ name, type, fetch }));
    const address = driver.baseUrl ?? baseUrl;
    if (address !== undefined) this.baseUrl = publicUrl(address);
    this.displayName = driver.displayName ?? definition.displayName;
    this.#driver = driver;
    this.#owner = {
      ...options,
      ...{ name, type, baseUrl: address, publicUrl: this.baseUrl },
      location: driver.location ?? definition.location,
      headers,
      defaults: options,
      get secrets() {
        return definition.settings.flatMap(({ name, kind }) => (kind === 'secret' ? options[name] : []));
      },
      // Asked for at each call: a registry may get its observer or prices later.
      get observers() {
        return [registry?.observe, options.observe].filter((observer) => observer !== undefined);
      },
      get prices() {
        return options.prices ?? registry?.prices;
      },
    };
    this.#target = { ...definition, model };
    const own = model === undefined ? [] : [model];
    const named = options.models ?? [...new Set([...own, ...(definition.fallbackModels ?? [])])];
    this.knownModels = fallbackModels(named, name);
    this.capabilities = this.#targetFor().capabilities;
    this.#insecure = insecureUrlWarning(this.#owner);
    this.extras = bindExtras(this.#driver, (operation, call, reporting) =>
      this.#open({ operation, ...(reporting ? streaming : plain) }, call),
    );
  }

  async chat(request: string | ChatRequest, options?: CallOptions): Promise<ChatResponse<never, never>> {
    const run = await this.#run(request, options, { operation: 'chat', ...plain });
    while (!run.finished) await run.next();
    return run.response() as ChatResponse<never, never>;
  }

  stream(request: string | ChatRequest, options?: CallOptions): ChatStream<never, never> {
    const open = () => this.#run(request, options, { operation: 'stream', ...streaming });
    return new LazyChatStream(open) as ChatStream<never, never>;
  }

  async embed(
    given: string | readonly string[] | EmbedRequest,
    options?: CallOptions,
  ): Promise<EmbedResponse> {
    const embed = this.#needs('embed');
    const { checkEmbedRequest, embedAll } = await pipeline();
    const { model } = Object(given) as Partial<EmbedRequest>;
    const call = await this.#open({ operation: 'embed', ...plain }, options);
    const request = call.check(() => checkEmbedRequest(given, this.#targetFor(model)));
    return embedAll(request, this.#definition.embedBatchLimit, call, embed);
  }

  async models(options?: CallOptions): Promise<readonly ModelInfo[]> {
    const { Call, readModels, standIn } = await pipeline();
    const kind = { operation: 'models', ...quick };
    const call = await this.#open(kind, options);
    try {
      const models = await readModels(call, this.#needs('listModels'), this.name);
      this.knownModels = models.map((model) => ({ ...model, source: 'cached' }));
      this.capabilities = this.#targetFor().capabilities;
      return models;
    } catch (reason) {
      const warning = standIn(reason, this.knownModels);
      // The call has ended with its error; that others stand in is told beside it.
      const told = new Call(this.#owner, kind, options);
      told.warn(warning);
      told.succeeded();
      return this.knownModels;
    }
  }

  async health(options?: CallOptions): Promise<HealthStatus> {
    const { measureHealth } = await pipeline();
    return measureHealth(this, this.#driver, () => this.#open({ operation: 'health', ...quick }, options));
  }

  async countTokens(request: string | ChatRequest, options?: CallOptions): Promise<number> {
    const count = this.#needs('countTokens');
    const call = await this.#open({ operation: 'countTokens', ...plain }, options);
    const checked = await this.#check(request, call);
    return call.run((context) => count(checked.request, context));
  }

  with(defaults: CallDefaults): Provider {
    return withDefaults(this, defaults);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => this.#driver.close?.())().catch((reason) => {
      throw this.#withName(reason);
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  toJSON(): Record<string, unknown> {
    const { name, type, displayName, model, baseUrl, capabilities } = this;
    return defined({ name, type, displayName, model, baseUrl, capabilities });
  }

  async #run(
    request: string | ChatRequest,
    options: CallOptions | undefined,
    kind: CallKind,
  ): Promise<StreamRun> {
    const { StreamRun } = await pipeline();
    const call = await this.#open(kind, options);
    const checked = await this.#check(request, call);
    return new StreamRun(this.#driver, call, checked, this, !kind.streaming);
  }

  async #check(request: string | ChatRequest, call: Call): Promise<CheckedRequest> {
    const { checkRequest } = await pipeline();
    const { model } = Object(request) as Partial<ChatRequest>;
    return call.check(() => checkRequest(request, this.#targetFor(model)));
  }

  /** What requests for a model are checked against; what its backend says of it counts first. */
  #targetFor(model = this.model): RequestTarget {
    const info = modelNamed(model, this.knownModels);
    const capabilities = capabilitiesOf(info, this.#definition.capabilities);
    return { ...this.#target, capabilities, subject: info && `${info.id} of ${this.name}` };
  }

  async #open(kind: CallKind, options?: CallOptions): Promise<Call> {
    const { Call } = await pipeline();
    if (this.#closing) throw this.#error('REQUEST_INVALID', `${this.name} is closed. Create a new provider.`);
    const call = this.#named(() => new Call(this.#owner, kind, options));
    if (this.#insecure) call.warn(this.#insecure);
    return call;
  }

  /** A member of the driver, bound. @throws ProviderError `NOT_SUPPORTED` where the driver has none. */
  #needs<Name extends 'embed' | 'listModels' | 'countTokens'>(name: Name): NonNullable<ProviderDriver[Name]> {
    const member = this.#driver[name];
    if (member) return member.bind(this.#driver) as NonNullable<ProviderDriver[Name]>;
    throw this.#error('NOT_SUPPORTED', `${this.name} cannot do this: its type ${this.type} has no ${name}.`);
  }

  /** Gives errors of checks the provider's name. */
  #named<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw this.#withName(error);
    }
  }

  #withName(error: unknown): ProviderError {
    return ProviderError.from(error, { provider: this.name, type: this.type });
  }

  #error(code: ErrorCode, message: string): ProviderError {
    return this.#withName(new ProviderError({ code, message }));
  }
}
