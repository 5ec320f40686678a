import type { Call, CallOwner } from '../call/call.js';
import type { CallKind } from '../call/call-limits.js';
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
  declare readonly model?: string;
  declare readonly baseUrl?: string;
  readonly capabilities: Capabilities;
  readonly extras: ProviderExtras;
  knownModels: readonly ModelInfo[] = [];
  readonly #definition: AnyDefinition;
  readonly #driver: ProviderDriver;
  readonly #owner: CallOwner;
  readonly #target: RequestTarget;
  readonly #insecure: ReturnType<typeof insecureUrlWarning>;
  #closing: Promise<void> | undefined;

  constructor(definition: AnyDefinition, given: object, registry?: Registry) {
    const options = checkOptions(definition, given);
    const { type, capabilities } = definition;
    const { name = type, model, baseUrl, fetch } = options;
    this.#definition = definition;
    this.name = name;
    this.type = type;
    if (model !== undefined) this.model = model;
    this.capabilities = capabilities;
    this.#owner = {
      ...options,
      ...{ name, type, composite: definition.composite },
      headers: mergeHeaders(options.headers),
      defaults: options,
      // Asked for at each call: a registry may get its observer later.
      get observers() {
        return [registry?.observe, options.observe].filter((observer) => observer !== undefined);
      },
    };
    this.#target = { ...definition, model };
    this.#insecure = insecureUrlWarning(this.#owner);
    this.#driver = definition.create(options, defined({ name, type, fetch }));
    const address = this.#driver.baseUrl ?? baseUrl;
    if (address !== undefined) this.baseUrl = publicUrl(address);
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
    const request = this.#named(() => checkEmbedRequest(given, this.#target));
    const call = await this.#open({ operation: 'embed', ...plain }, options);
    return embedAll(request, this.#definition.embedBatchLimit, call, embed);
  }

  async models(options?: CallOptions): Promise<readonly ModelInfo[]> {
    const list = this.#needs('listModels');
    const call = await this.#open({ operation: 'models', ...quick }, options);
    const models = await call.run(async (context) =>
      (await list(context)).map((model) => ({
        ...model,
        name: model.name ?? model.id,
        capabilities: model.capabilities ?? {},
        source: 'live' as const,
        provider: this.name,
      })),
    );
    this.knownModels = models.map((model) => ({ ...model, source: 'cached' }));
    return models;
  }

  async health(options?: CallOptions): Promise<HealthStatus> {
    const { measureHealth } = await pipeline();
    return measureHealth(this, this.#driver, () => this.#open({ operation: 'health', ...quick }, options));
  }

  async countTokens(request: string | ChatRequest, options?: CallOptions): Promise<number> {
    const count = this.#needs('countTokens');
    const checked = await this.#check(request);
    const call = await this.#open({ operation: 'countTokens', ...plain }, options);
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
    const { name, type, model, baseUrl, capabilities } = this;
    return defined({ name, type, model, baseUrl, capabilities });
  }

  async #run(
    request: string | ChatRequest,
    options: CallOptions | undefined,
    kind: CallKind,
  ): Promise<StreamRun> {
    const { StreamRun } = await pipeline();
    const checked = await this.#check(request);
    return new StreamRun(this.#driver, await this.#open(kind, options), checked, this, !kind.streaming);
  }

  async #check(request: string | ChatRequest): Promise<CheckedRequest> {
    const { checkRequest } = await pipeline();
    return this.#named(() => checkRequest(request, this.#target));
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
