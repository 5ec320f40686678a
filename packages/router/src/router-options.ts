import type { CallDefaults, CommonOptions, ErrorCode, Provider, ProviderSet } from '@modelport/core';
import type { LimitStore } from './limits/limit-store.js';
import type { Strategy, StrategyName } from './strategies/strategy.js';

/** How a router works. Timers are for the whole call: what is left of `timeout` is what the next target has. */
export interface RouterOptions
  extends Pick<
    CommonOptions,
    | 'name'
    | 'headers'
    | 'observe'
    | 'prices'
    | 'connectTimeout'
    | 'firstEventTimeout'
    | 'idleTimeout'
    | 'timeout'
  > {
  /**
   * Who answers: targets, providers or names in a list; or a provider set, with the weights and models of its config, which
   * the router follows through its updates. Names are for routers that a provider set makes from a config; such a router
   * has, by default, all other providers of the set as its targets. Routers of the set are targets only where they are named.
   */
  readonly targets?: readonly (RouterTarget | Provider<object> | string)[] | ProviderSet | undefined;
  /** Which target is tried first, and next. Default `fallback`: in their order. */
  readonly strategy?: StrategyName | Strategy | undefined;
  /** Model for calls that ask for none. Default: each target's own. */
  readonly model?: string | undefined;
  /** How many further attempts a call has, over all targets. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Errors after which another target is tried although they usually end a call: `['CONTENT_FILTERED']`. */
  readonly fallbackOn?: readonly ErrorCode[] | undefined;
  /** When a target that fails is left alone, and for how long. */
  readonly breaker?: BreakerOptions | undefined;
  /**
   * Milliseconds without content after which a stream or chat is sent to a second target as well; who has content first, wins, the
   * other is stopped. Both may be billed. It counts as an attempt, so `maxRetries: 0` forbids it. Default: never.
   */
  readonly hedgeAfter?: number | undefined;
  /**
   * Whether another target goes on where an answer in text was cut in the middle. A warning `continued` says so, both are billed, and the
   * second may be of another model. Default false: the call ends in an error with `partial`.
   */
  readonly continuation?: boolean | undefined;
  /**
   * Milliseconds between looks at targets that are not available or have had no call, by their free health check; a fifth
   * more or less at random. Default 0: never; targets are judged by the calls that they have.
   */
  readonly probeInterval?: number | undefined;
  /** How much may come before the first content of a stream until another target is tried. */
  readonly hold?: HoldOptions | undefined;
  /** Where the counters of limits are kept. Default: in the memory of this process. */
  readonly limitStore?: LimitStore | undefined;
}

/** One entry of a router. */
export interface RouterTarget {
  /** A provider; its name, for a router that a provider set makes from a config. */
  readonly provider: Provider<object> | string;
  /** Tells apart targets of one provider. Default: the provider's name. */
  readonly name?: string | undefined;
  /** Share of the calls, for the strategies that share them out. Default 1; that of the config where a provider set is used. */
  readonly weight?: number | undefined;
  /** Targets of a higher number are used while none of a lower one can be. Default 1. */
  readonly priority?: number | undefined;
  /** `false`: not used. Default true. */
  readonly enabled?: boolean | undefined;
  /**
   * The models that it serves, or what each is called there: `{ fast: 'qwen3:8b' }`; `'*'` stands for all others, and for none.
   * Default: any, by the name that is asked for.
   */
  readonly models?: readonly string[] | Readonly<Record<string, string>> | undefined;
  /** Defaults for calls that go there: temperature, timers, `maxRetries` (default 0), ... */
  readonly options?: CallDefaults | undefined;
  readonly limits?: TargetLimits | undefined;
  /** US dollars for a million tokens. Default: what its models or the router's `prices` say, 0 for local servers. */
  readonly price?: { readonly input: number; readonly output: number } | undefined;
  /** Tokens that a request can use there. Default: what its models say. */
  readonly contextLength?: number | undefined;
}

/** What a target may be asked for. A limit that is used up makes the router take another target. */
export interface TargetLimits {
  /** Calls at once. */
  readonly concurrent?: number | undefined;
  /**
   * Calls that may wait for one to end, where no other target is free. A call waits at all targets whose queue has room, and goes
   * where a place is free first. Default 0: `OVERLOADED`.
   */
  readonly queue?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  readonly requestsPerDay?: number | undefined;
  /** Input and output tokens. Estimated when a call begins, corrected when it ends. */
  readonly tokensPerMinute?: number | undefined;
  readonly tokensPerDay?: number | undefined;
  /** US dollars. */
  readonly costPerDay?: number | undefined;
  /** US dollars in 30 days. */
  readonly costPerMonth?: number | undefined;
  /** Targets of the same key, such as those of one account, share what they use. Default: the target's name. */
  readonly key?: string | undefined;
}

/** When a target that fails is left alone, and for how long. */
export interface BreakerOptions {
  /** Failures in a row until it is left alone. Default 3. */
  readonly failures?: number | undefined;
  /** Milliseconds until one call tries it again; twice as many after each that fails. Default 10,000. */
  readonly openMs?: number | undefined;
  /** The longest of these waits. Default 300,000. */
  readonly maxOpenMs?: number | undefined;
  /** Milliseconds until a target is tried again whose key or account was refused. Default 300,000. */
  readonly outMs?: number | undefined;
}

/** Bounds for what is held back before the first content. */
export interface HoldOptions {
  /** Default 1,000. */
  readonly events?: number | undefined;
  /** Default 1,048,576. */
  readonly bytes?: number | undefined;
}

/** Options of one request, as `providerOptions.router`. */
export interface RouterRequestOptions {
  /** Calls of the same key go to the same target, with the strategy `sticky`. Default: the beginning of the conversation. */
  readonly stickyKey?: string | undefined;
}
