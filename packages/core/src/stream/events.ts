import type { ChatEvent, Usage } from '../contract.js';
import { defined } from '../defined.js';

const contentTypes = new Set<ChatEvent['type']>([
  'text-delta',
  'reasoning-delta',
  'tool-call-start',
  'tool-call-delta',
  'tool-call',
  'file',
  'opaque',
]);

/**
 * Whether an event is part of the answer itself: a piece of text or reasoning, a tool call, a file or an opaque part. After
 * it, nothing may be repeated or replaced.
 */
export function isContentEvent(event: ChatEvent): boolean {
  return contentTypes.has(event.type);
}

/** Later values replace earlier ones, absent fields stay, `raw` objects are merged; the total is added up where absent. */
export function mergeUsage(before: Usage = {}, after: Usage): Usage {
  const merged: Usage = { ...before, ...defined(after) };
  const { inputTokens, outputTokens } = merged;
  const sum =
    inputTokens !== undefined && outputTokens !== undefined ? inputTokens + outputTokens : undefined;
  return defined({
    ...merged,
    totalTokens: after.totalTokens ?? sum ?? before.totalTokens,
    raw: before.raw && after.raw ? { ...before.raw, ...after.raw } : merged.raw,
  });
}

/** An id such as `call_k3v9x0q2m1`; unique enough within a conversation or process. */
export function randomId(prefix: string): string {
  return `${prefix}_${Math.random().toString(36).slice(2, 12)}`;
}
