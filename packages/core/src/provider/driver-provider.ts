import type { Call } from '../call/call.js';
import type { CallKind } from '../call/call-limits.js';
import type { RequestTarget } from '../checks/check-field.js';
import type { CheckedRequest } from '../checks/check-request.js';
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
import type { OpenRun } from '../stream/stream-pass.js';
import type { StreamRun } from '../stream/stream-run.js';
import { bindExtras } from './extras.js';
import { capabilitiesOf, fallbackModels, modelNamed } from './known-models.js';
import { OpenedDriver } from './opened-driver.js';
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
const chatKind = { operation: 'chat', ...plain };
const streamKind = { operation: 'stream', ...streaming };

/** The provider that users hold: a driver with everything around it that no author should have to write. */
export class DriverProvider implements Provider {
  readonly name: string;
  readonly type: string;
  readonly displayName: string;
  declare readonly model?: string;
  declare readonly baseUrl?: string;
  readonly #opened: OpenedDriver;
  #models: readonly ModelInfo[] | undefined;
  #extras: ProviderExtras | undefined;
  #closing: Promise<void> | undefined;
  /** What the last request was checked against: most are for the same model. */
  #lastTarget: { readonly info: ModelInfo | undefined; readonly target: RequestTarget } | undefined;

  constructor(definition: AnyDefinition, given: object, registry?: Registry) {
    const opened = new OpenedDriver(definition, given, registry);
    const { name, type, driver, publicUrl, defaults } = opened;
    this.name = name;
    this.type = type;
    this.displayName = driver.displayName ?? definition.displayName;
    if (defaults.model !== undefined) this.model = defaults.model;
    if (publicUrl !== undefined) this.baseUrl = publicUrl;
    this.#opened = opened;
  }

  get capabilities(): Capabilities {
    return this.#targetFor().capabilities;
  }

  get knownModels(): readonly ModelInfo[] {
    this.#models ??= fallbackModels(this.#opened);
    return this.#models;
  }

  get extras(): ProviderExtras {
    this.#extras ??= bindExtras(this.#opened.driver, (operation, call, reporting) =>
      this.#open({ operation, ...(reporting ? streaming : plain) }, call),
    );
    return this.#extras;
  }

  chat(request: string | ChatRequest, options?: CallOptions): Promise<ChatResponse<never, never>> {
    return new Promise<ChatResponse>((resolve, reject) => {
      this.#run(request, options, chatKind, (run) => run.readWhole(resolve, reject), reject);
    }) as Promise<ChatResponse<never, never>>;
  }

  stream(request: string | ChatRequest, options?: CallOptions): ChatStream<never, never> {
    const open: OpenRun = (begin, fail) => this.#run(request, options, streamKind, begin, fail);
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
    return embedAll(request, this.#opened.definition.embedBatchLimit, call, embed);
  }

  async models(options?: CallOptions): Promise<readonly ModelInfo[]> {
    const { Call, readModels, standIn } = await pipeline();
    const kind = { operation: 'models', ...quick };
    const call = await this.#open(kind, options);
    try {
      const models = await readModels(call, this.#needs('listModels'), this.name);
      this.#models = models.map((model) => ({ ...model, source: 'cached' }));
      return models;
    } catch (reason) {
      const warning = standIn(reason, this.knownModels);
      // The call has ended with its error; that others stand in is told beside it.
      const told = new Call(this.#opened, kind, options);
      told.warn(warning);
      told.succeeded();
      return this.knownModels;
    }
  }

  async health(options?: CallOptions): Promise<HealthStatus> {
    const { measureHealth } = await pipeline();
    return measureHealth(this, this.#opened.driver, () =>
      this.#open({ operation: 'health', ...quick }, options),
    );
  }

  async countTokens(request: string | ChatRequest, options?: CallOptions): Promise<number> {
    const count = this.#needs('countTokens');
    const call = await this.#open({ operation: 'countTokens', ...plain }, options);
    const checked = this.#check(await pipeline(), request, call);
    return call.run((context) => count(checked.request, context));
  }

  with(defaults: CallDefaults): Provider {
    return withDefaults(this, defaults);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => this.#opened.driver.close?.())().catch((reason) => {
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

  /** Makes the run of a chat call: at once, unless it is the first call of the program. */
  #run(
    request: string | ChatRequest,
    options: CallOptions | undefined,
    kind: CallKind,
    begin: (run: StreamRun) => void,
    fail: (error: unknown) => void,
  ): void {
    const make = (parts: Pipeline) => {
      const call = this.#begin(parts, kind, options);
      const checked = this.#check(parts, request, call);
      begin(new parts.StreamRun(this.#opened.driver, call, checked, this, !kind.streaming));
    };
    try {
      if (loaded) make(loaded);
      else pipeline().then(make).catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  #check({ checkRequest }: Pipeline, request: string | ChatRequest, call: Call): CheckedRequest {
    const { model } = Object(request) as Partial<ChatRequest>;
    return call.check(() => checkRequest(request, this.#targetFor(model)));
  }

  /** What requests for a model are checked against; what its backend says of it counts first. */
  #targetFor(model = this.model): RequestTarget {
    const info = modelNamed(model, this.knownModels);
    if (this.#lastTarget?.info === info && this.#lastTarget) return this.#lastTarget.target;
    const { type, aliases, capabilities } = this.#opened.definition;
    const target = {
      ...{ type, aliases, model: this.model },
      capabilities: capabilitiesOf(info, capabilities),
      subject: info && `${info.id} of ${this.name}`,
    };
    this.#lastTarget = { info, target };
    return target;
  }

  async #open(kind: CallKind, options?: CallOptions): Promise<Call> {
    return this.#begin(await pipeline(), kind, options);
  }

  #begin({ Call }: Pipeline, kind: CallKind, options?: CallOptions): Call {
    if (this.#closing) throw this.#error('REQUEST_INVALID', `${this.name} is closed. Create a new provider.`);
    const call = this.#named(() => new Call(this.#opened, kind, options));
    for (const warning of this.#opened.warnings) call.warn(warning);
    return call;
  }

  /** A member of the driver, bound. @throws ProviderError `NOT_SUPPORTED` where the driver has none. */
  #needs<Name extends 'embed' | 'listModels' | 'countTokens'>(name: Name): NonNullable<ProviderDriver[Name]> {
    const member = this.#opened.driver[name];
    if (member) return member.bind(this.#opened.driver) as NonNullable<ProviderDriver[Name]>;
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
