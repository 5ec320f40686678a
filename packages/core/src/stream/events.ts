import type { ChatEvent, Usage } from '../contract.js';
import { defined, type Writable } from '../defined.js';

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
export function mergeUsage(before: Usage | undefined, after: Usage): Usage {
  const told = defined(after);
  const merged: Writable<Usage> = before ? { ...before, ...told } : told;
  const { inputTokens, outputTokens } = merged;
  if (after.totalTokens === undefined && inputTokens !== undefined && outputTokens !== undefined)
    merged.totalTokens = inputTokens + outputTokens;
  if (before?.raw && after.raw) merged.raw = { ...before.raw, ...after.raw };
  return merged;
}

/** An id such as `call_k3v9x0q2m1`; unique enough within a conversation or process. */
export function randomId(prefix: string): string {
  return `${prefix}_${Math.random().toString(36).slice(2, 12)}`;
}
