import type { CallDefaults, CallOptions, Provider } from '@modelport/core';
import { outputTokens } from '../limits/estimate.js';
import type { LimitGroup } from '../limits/limit-group.js';
import type { RouterTarget, TargetLimits } from '../router-options.js';
import type { Candidate, PickContext } from '../strategies/strategy.js';
import type { Availability } from './availability.js';
import type { PoolMember } from './pool.js';
import { modelAt, type ServedModels, serves } from './served-models.js';
import type { TargetState } from './target-state.js';

/** Tokens of a call. */
export interface CountedTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What the options say of a target. */
export interface TargetConfig {
  readonly name: string;
  readonly provider: Provider;
  readonly weight: number;
  readonly priority: number;
  readonly models: ServedModels | undefined;
  /** What goes to the model, where the request does not say it itself. */
  readonly requestDefaults: Omit<CallDefaults, keyof CallOptions> | undefined;
  /** What governs the call, where the call does not say it itself. */
  readonly callDefaults: CallOptions | undefined;
  readonly limits: TargetLimits | undefined;
  readonly contextLength: number | undefined;
  readonly price: RouterTarget['price'];
  /** What tokens of a model cost there in US dollars; `undefined`: not known. */
  readonly priceOf: (usage: CountedTokens, model: string | undefined) => number | undefined;
}

/** One target of a router: what the options say of it, how it stands, and what it shares with those of the same key. */
export class Target implements Candidate, PoolMember {
  readonly config: TargetConfig;
  readonly state: TargetState;
  readonly group: LimitGroup;
  readonly name: string;
  readonly provider: Provider;
  readonly weight: number;
  readonly priority: number;
  readonly modelNames: readonly string[] | undefined;

  constructor(config: TargetConfig, state: TargetState, group: LimitGroup) {
    this.config = config;
    this.state = state;
    this.group = group;
    this.name = config.name;
    this.provider = config.provider;
    this.weight = config.weight;
    this.priority = config.priority;
    this.modelNames = config.models && [...config.models.keys()];
  }

  get availability(): Availability {
    return this.state.availability;
  }

  get inFlight(): number {
    return this.state.inFlight;
  }

  get latencyMs(): number | undefined {
    return this.state.latency.milliseconds;
  }

  /** Whether it has limits that must be asked before each call. */
  get isCounted(): boolean {
    return this.config.limits !== undefined;
  }

  /** Whether it can take a call now. */
  get available(): boolean {
    return this.availability.isAvailable && this.group.isFree(this.config.limits);
  }

  serves(model: string | undefined): boolean {
    return serves(this.config.models, model);
  }

  modelFor(model: string | undefined): string | undefined {
    return modelAt(this.config.models, model) ?? this.config.requestDefaults?.model;
  }

  priceOf(call: PickContext): number | undefined {
    const usage = { inputTokens: call.inputTokens, outputTokens: outputTokens(call) };
    return this.priceOfTokens(usage, call.model);
  }

  /** What tokens of a model cost there in US dollars; `undefined`: not known. */
  priceOfTokens(usage: CountedTokens, model: string | undefined): number | undefined {
    return this.config.priceOf(usage, this.modelFor(model) ?? this.provider.model);
  }

  /** Tokens that a request for a model can use there; `undefined`: not known. */
  contextFor(model: string | undefined): number | undefined {
    const id = this.modelFor(model) ?? this.provider.model;
    const info = this.provider.knownModels.find((each) => each.id === id);
    return this.config.contextLength ?? info?.effectiveContextLength ?? info?.contextLength;
  }
}
