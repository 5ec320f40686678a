import type { Cost, Usage } from '@modelport/core';
import { asCount, asRecord, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';

/**
 * Reads what an answer has cost; a credit of OpenRouter is a US dollar. With a key of your own at the model's provider
 * (BYOK), `cost` is OpenRouter's fee alone, and what that provider charges comes on top.
 * `undefined`: not told.
 */
export function readCost(usage: JsonRecord | undefined): Cost | undefined {
  const charged = asCount(usage?.['cost']);
  if (charged === undefined) return undefined;
  const details = asRecord(usage?.['cost_details']);
  const input = asCount(details?.['upstream_inference_prompt_cost']);
  const output = asCount(details?.['upstream_inference_completions_cost']);
  const parts = { ...withoutAbsent({ input, output }), currency: 'USD', source: 'provider' } as const;
  if (usage?.['is_byok'] !== true) return { total: charged, ...parts };
  const both = input !== undefined && output !== undefined ? input + output : undefined;
  const upstream = asCount(details?.['upstream_inference_cost']) ?? both;
  return upstream === undefined ? undefined : { total: sum(charged, upstream), ...parts };
}

/** The usage with what it has cost, where that was told in it. */
export function withCost(usage: Usage): Usage {
  const cost = readCost(asRecord(usage.raw));
  return cost === undefined ? usage : { ...usage, cost };
}

/** Without the last digits, in which binary fractions differ from decimal ones. */
function sum(one: number, other: number): number {
  return Number((one + other).toPrecision(12));
}
