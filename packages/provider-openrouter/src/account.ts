import { type CallContext, ProviderError } from '@modelport/core';
import type { Connection } from '@modelport/provider-openai-compatible/extend';
import { asCount, asFlag, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';

/** What OpenRouter tells of a key. Amounts are US dollars. */
export interface OpenRouterKey {
  readonly label?: string;
  /** What the key may spend; `null`: without limit. */
  readonly limit?: number | null;
  /** What is left of it; `null`: without limit. */
  readonly limitRemaining?: number | null;
  /** When the limit starts anew: `daily`, `weekly`, `monthly`; absent: never. */
  readonly limitReset?: string;
  readonly usage?: number;
  readonly usageDaily?: number;
  readonly usageWeekly?: number;
  readonly usageMonthly?: number;
  /** What was spent at model providers with keys of your own. */
  readonly byokUsage?: number;
  readonly isFreeTier?: boolean;
  /** Whether it may ask for `credits()`. */
  readonly isManagementKey?: boolean;
  readonly expiresAt?: string;
  /** All that OpenRouter said, under its own names. */
  readonly raw: JsonRecord;
}

/** What is on an account, in US dollars. */
export interface OpenRouterCredits {
  /** What was ever paid in. */
  readonly total: number;
  readonly used: number;
  /** Below 0, even free models are refused. */
  readonly remaining: number;
}

/** Asks what the key may do and has spent. */
export async function getKey(connection: Connection, call: CallContext): Promise<OpenRouterKey> {
  const raw = dataOf(await connection.json({ path: '/key' }, call), 'key');
  return {
    ...withoutAbsent({
      label: asText(raw['label']),
      limit: orNull(raw['limit']),
      limitRemaining: orNull(raw['limit_remaining']),
      limitReset: asText(raw['limit_reset']),
      usage: asCount(raw['usage']),
      usageDaily: asCount(raw['usage_daily']),
      usageWeekly: asCount(raw['usage_weekly']),
      usageMonthly: asCount(raw['usage_monthly']),
      byokUsage: asCount(raw['byok_usage']),
      isFreeTier: asFlag(raw['is_free_tier']),
      isManagementKey: asFlag(raw['is_management_key']) ?? asFlag(raw['is_provisioning_key']),
      expiresAt: asText(raw['expires_at']),
    }),
    raw,
  };
}

/** Asks what is on the account. Only a management key may. */
export async function getCredits(connection: Connection, call: CallContext): Promise<OpenRouterCredits> {
  const raw = dataOf(await connection.json({ path: '/credits' }, call), 'credits');
  const total = asCount(raw['total_credits']);
  const used = asCount(raw['total_usage']);
  if (total === undefined || used === undefined) throw notOpenRouter('credits');
  // Rounded to where the binary fractions of a difference do not show.
  return { total, used, remaining: Number((total - used).toFixed(9)) };
}

/** The object in which OpenRouter wraps what it tells. @throws ProviderError `RESPONSE_INVALID` where it is missing. */
export function dataOf(answer: unknown, what: string): JsonRecord {
  const data = asRecord(asRecord(answer)?.['data']);
  if (data === undefined) throw notOpenRouter(what);
  return data;
}

function notOpenRouter(what: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The answer holds no ${what} as OpenRouter would tell it. Is baseUrl that of OpenRouter?`,
  });
}

/** A limit may go below 0. */
function orNull(value: unknown): number | null | undefined {
  return typeof value === 'number' || value === null ? value : undefined;
}
