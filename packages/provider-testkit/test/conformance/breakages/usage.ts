import type { ChatEvent, Usage } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { inPlain, plainEvents, streamedEvents } from '../reference/edit-answer.js';

export const usageBreakages: Readonly<Record<string, Breakage>> = {
  // Reads usage without details by the names of another server.
  'usage/counts': inUsage(({ cachedInputTokens, reasoningTokens, ...usage }) =>
    cachedInputTokens || reasoningTokens
      ? { ...usage, cachedInputTokens, reasoningTokens }
      : { ...usage, inputTokens: usage.outputTokens, outputTokens: usage.inputTokens },
  ),
  'usage/total': inUsage((usage) => ({ ...usage, totalTokens: usage.outputTokens })),
  'usage/cached': inUsage(({ cachedInputTokens: _cached, ...usage }) => usage),
  'usage/reasoning': inUsage(({ reasoningTokens: _reasoning, ...usage }) => usage),
  'usage/absent': inPlain((events) => {
    if (events.some(({ type }) => type === 'usage')) return events;
    const none: ChatEvent = { type: 'usage', usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 } };
    return [...events.slice(0, -1), none, ...events.slice(-1)];
  }),
  'usage/streamed': streamedEvents('usage', () => undefined),
  'usage/raw': inUsage(({ raw: _raw, ...usage }) => usage),
  'usage/cost': inUsage((usage) => ({
    ...usage,
    cost: { total: 0, currency: 'USD', source: 'provider' },
  })),
};

function inUsage(edit: (usage: Usage) => Usage): Breakage {
  return plainEvents('usage', (event) => ({ ...event, usage: edit(event.usage) }));
}
