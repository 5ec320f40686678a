import type { CallOptions } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { TimerName } from './deadlines.js';

/** The timers of one call in milliseconds, and how often it is retried. */
export type CallLimits = Readonly<
  Record<'connectTimeout' | 'firstEventTimeout' | 'idleTimeout' | 'timeout' | 'maxRetries', number>
>;

/** How one kind of call differs from the others. */
export interface CallKind {
  readonly operation: string;
  readonly timeout: number;
  /** 0: a quick look, for which the provider's own `timeout` and `maxRetries` do not count. */
  readonly maxRetries: number;
  /** Whether the first-event timer runs. */
  readonly streaming?: boolean;
}

/** The option that sets each timer. */
export const timerOptions: Readonly<Record<TimerName, keyof CallLimits>> = {
  connect: 'connectTimeout',
  'first-event': 'firstEventTimeout',
  idle: 'idleTimeout',
  total: 'timeout',
};

/** What counts for a call: its own options, then the provider's, then what is usual. */
export function limitsOf(
  { timeout, maxRetries }: CallKind,
  provider: CallOptions,
  call: CallOptions,
): CallLimits {
  const own = maxRetries === 0 ? undefined : provider;
  return {
    connectTimeout: call.connectTimeout ?? provider.connectTimeout ?? 10_000,
    firstEventTimeout: call.firstEventTimeout ?? provider.firstEventTimeout ?? 300_000,
    idleTimeout: call.idleTimeout ?? provider.idleTimeout ?? 120_000,
    timeout: call.timeout ?? own?.timeout ?? timeout,
    maxRetries: call.maxRetries ?? own?.maxRetries ?? maxRetries,
  };
}

/** The error of a timer that has expired. Another connection may be tried; the rest would take as long again. */
export function timedOut(timer: TimerName, limits: CallLimits, provider: string): ProviderError {
  const option = timerOptions[timer];
  return new ProviderError({
    code: 'TIMEOUT',
    timer,
    retryable: timer === 'connect',
    message: `${provider} timed out: its ${option} of ${limits[option]} ms is over. Raise it, or set it to 0 for no limit.`,
  });
}
