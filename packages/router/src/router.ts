import {
  type CallDefaults,
  type CallOptions,
  type Capabilities,
  type ChatRequest,
  type ChatResponse,
  type ChatStream,
  type DriverContext,
  type EmbedRequest,
  type EmbedResponse,
  type HealthStatus,
  type ModelInfo,
  type Provider,
  ProviderError,
  type ProviderExtras,
  wrapProvider,
} from '@modelport/core';
import { modelAsked } from './call/ask.js';
import { CallObserver } from './call/call-observer.js';
import { noOptions } from './call/plain-options.js';
import { RoutedCall } from './call/routed-call.js';
import { RoutedStream } from './call/routed-stream.js';
import { StreamSource } from './call/stream-source.js';
import { wholeAnswer } from './call/whole-answer.js';
import { measureHealth } from './health/measure-health.js';
import { Probes } from './health/probes.js';
import { type RouterStatus, statusOf } from './health/status.js';
import { joinCapabilities, joinKnownModels, listModels } from './models.js';
import type { Plan } from './plan.js';
import { Planner } from './planner.js';
import type { RouterOptions } from './router-options.js';
import type { PickContext } from './strategies/strategy.js';

/** A provider whose targets are providers. */
export interface Router extends Provider {
  /** How many targets it has. */
  readonly targetCount: number;
  /** How its targets stand, why, and what they have used. */
  status(): RouterStatus;
  /**
   * Puts other options in place of the ones before: all of them or, where anything in them is wrong, none. A target that keeps its
   * name and provider keeps its state, and a limit of the same key its counters; calls in flight go on as they began.
   * @throws ProviderError `SETTING_INVALID` naming the option.
   */
  update(options: RouterOptions): void;
}

/** The router that users hold. It opens nothing before its first call. */
export class RouterProvider implements Router {
  readonly name: string;
  readonly type = 'router';
  readonly displayName = 'Router';
  readonly extras: ProviderExtras = {};
  readonly #planner: Planner;
  readonly #probes: Probes;
  #plan: Plan;
  #isClosed = false;

  /** @throws ProviderError `SETTING_INVALID` naming the option that is wrong. */
  constructor(options: RouterOptions, context: DriverContext) {
    this.name = context.name;
    this.#planner = new Planner(context);
    this.#plan = this.#planner.plan(options);
    this.#probes = new Probes(() => this.#currentPlan());
    // What Node's console shows: most of it is computed when it is asked for.
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(this, inspect, { value: () => this.toJSON() });
  }

  get model(): string | undefined {
    return this.#plan.options.model;
  }

  get targetCount(): number {
    return this.#currentPlan().targets.length;
  }

  get capabilities(): Capabilities {
    return joinCapabilities(this.#currentPlan().targets);
  }

  get knownModels(): readonly ModelInfo[] {
    const { targets, options } = this.#currentPlan();
    return joinKnownModels(targets, options.model);
  }

  chat(request: string | ChatRequest, options?: CallOptions): Promise<ChatResponse<never, never>> {
    // An answer that may be continued has to be read as it comes.
    const response = this.#plan.options.continuation
      ? this.#stream('chat', request, options).response
      : wholeAnswer(() => this.#open('chat', request, options), request, chatWith);
    return response as Promise<ChatResponse<never, never>>;
  }

  stream(request: string | ChatRequest, options?: CallOptions): ChatStream<never, never> {
    return this.#stream('stream', request, options) as ChatStream<never, never>;
  }

  async embed(
    given: string | readonly string[] | EmbedRequest,
    options?: CallOptions,
  ): Promise<EmbedResponse> {
    const isInput = typeof given === 'string' || Array.isArray(given);
    const request = (isInput ? { input: given } : given) as EmbedRequest;
    const open = () => this.#open('embed', request, options);
    return wholeAnswer(open, request, (provider, asked, how) => provider.embed(asked, how));
  }

  async countTokens(request: string | ChatRequest, options?: CallOptions): Promise<number> {
    const open = () => this.#open('countTokens', request, options);
    const count = await wholeAnswer(open, request, async (provider, given, how) => ({
      tokens: await provider.countTokens(given, how),
      // Nothing is generated.
      usage: { totalTokens: 0 },
    }));
    return count.tokens;
  }

  async models(options?: CallOptions): Promise<readonly ModelInfo[]> {
    this.#checkOpen();
    const { targets, options: own } = this.#currentPlan();
    return listModels(targets, options, own.model);
  }

  health(options?: CallOptions): Promise<HealthStatus> {
    return measureHealth(this, this.#currentPlan().targets, options);
  }

  status(): RouterStatus {
    return statusOf(this.#currentPlan());
  }

  update(options: RouterOptions): void {
    this.#plan = this.#planner.plan(options);
  }

  with(defaults: CallDefaults): Provider {
    return wrapProvider(this as Provider, {}).with(defaults);
  }

  /** Ends what it does by itself. Its targets are not closed: others may use them too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#probes.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  toJSON(): Record<string, unknown> {
    const { name, type, displayName, model, capabilities } = this;
    const targets = this.#currentPlan().targets.map((target) => ({
      name: target.name,
      weight: target.weight,
      priority: target.priority,
      provider: target.provider.toJSON(),
    }));
    return { name, type, displayName, ...(model !== undefined && { model }), capabilities, targets };
  }

  #stream(operation: 'chat' | 'stream', request: string | ChatRequest, options?: CallOptions): ChatStream {
    const open = () => this.#open(operation, request, options);
    return new RoutedStream(new StreamSource(open, request, options?.signal));
  }

  #open(
    operation: PickContext['operation'],
    given: string | ChatRequest | EmbedRequest,
    options: CallOptions = noOptions,
  ): RoutedCall {
    this.#checkOpen();
    this.#probes.start();
    const plan = this.#currentPlan();
    return new RoutedCall(plan, {
      name: this.name,
      operation,
      given,
      options,
      observer: this.#observer(plan, operation, given, options),
    });
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      provider: this.name,
      type: this.type,
      message: `${this.name} is closed. Create a new router.`,
    });
  }

  #observer(
    plan: Plan,
    operation: PickContext['operation'],
    given: string | ChatRequest | EmbedRequest,
    { observe, requestId }: CallOptions,
  ): CallObserver | undefined {
    const own = plan.options.observe;
    if (!own && !observe) return undefined;
    const observers = [own, observe].filter((observer) => observer !== undefined);
    return new CallObserver(observers, {
      operation,
      provider: this.name,
      providerType: this.type,
      model: modelAsked(given) ?? plan.options.model,
      requestId,
    });
  }

  /** The plan, made anew where the provider set that it is made from has changed. */
  #currentPlan(): Plan {
    this.#plan = this.#planner.refresh(this.#plan);
    return this.#plan;
  }
}

function chatWith(
  provider: Provider,
  request: string | ChatRequest,
  options: CallOptions,
): Promise<ChatResponse> {
  return provider.chat(request, options);
}
