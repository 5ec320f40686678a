import './register.js';

export { createRouter } from './create-router.js';
export { definition } from './definition.js';
export type { RouterStatus, StatusReason, TargetStatus } from './health/status.js';
export type { LimitUsage } from './limits/limit-group.js';
export type { LimitCount, LimitStore } from './limits/limit-store.js';
export { createLimiterStore, type Limiter, type LimiterCount } from './limits/limiter-store.js';
export type { Router } from './router.js';
export type {
  BreakerOptions,
  HoldOptions,
  RouterOptions,
  RouterRequestOptions,
  RouterTarget,
  TargetLimits,
} from './router-options.js';
export type { Candidate, PickContext, Strategy, StrategyName } from './strategies/strategy.js';
export type { AvailabilityState } from './targets/availability.js';
