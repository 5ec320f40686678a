import type { TargetLimits } from '../router-options.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a limit counts. */
type LimitUnit = 'requests' | 'tokens' | 'cost';

/** Names of the limits that are counted. */
export type LimitName = Exclude<keyof TargetLimits, 'concurrent' | 'queue' | 'key'>;

/** A limit that is counted in windows of time. */
export interface LimitKind {
  readonly name: LimitName;
  readonly unit: LimitUnit;
  readonly windowMs: number;
  /** For messages: 60 `requests per minute`. */
  readonly label: string;
}

/** All limits that are counted, by name. */
export const limitKinds: readonly LimitKind[] = [
  { name: 'requestsPerMinute', unit: 'requests', windowMs: minute, label: 'requests per minute' },
  { name: 'requestsPerDay', unit: 'requests', windowMs: day, label: 'requests per day' },
  { name: 'tokensPerMinute', unit: 'tokens', windowMs: minute, label: 'tokens per minute' },
  { name: 'tokensPerDay', unit: 'tokens', windowMs: day, label: 'tokens per day' },
  { name: 'costPerDay', unit: 'cost', windowMs: day, label: 'US dollars per day' },
  { name: 'costPerMonth', unit: 'cost', windowMs: 30 * day, label: 'US dollars in 30 days' },
];
