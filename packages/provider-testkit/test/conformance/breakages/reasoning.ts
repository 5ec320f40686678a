import type { Breakage } from '../reference/breakage.js';

export const reasoningBreakages: Readonly<Record<string, Breakage>> = {
  // Has two levels.
  'reasoning/effort': {
    body: (body) => ({
      ...body,
      reasoning_effort: body['reasoning_effort'] === 'low' ? 'medium' : body['reasoning_effort'],
    }),
  },
  'reasoning/rare-efforts': {
    // Knows what there was in the beginning.
    body: ({ reasoning_effort: effort, ...body }) => ({
      ...body,
      ...(/^(none|low|medium|high)$/.test(String(effort)) && { reasoning_effort: effort }),
    }),
  },
  'reasoning/on': {
    body: ({ reasoning_effort: effort, ...body }, { reasoning }) => ({
      ...body,
      ...((!reasoning || 'effort' in reasoning || !reasoning.enabled) && { reasoning_effort: effort }),
    }),
  },
  'reasoning/off': {
    body: ({ reasoning_effort: effort, ...body }) => ({
      ...body,
      ...(effort !== 'none' && { reasoning_effort: effort }),
    }),
  },
  'reasoning/separate': {
    // Tidies thoughts up.
    events: (events) =>
      events.map((event) =>
        event.type === 'reasoning-delta' ? { ...event, text: event.text.trim() } : event,
      ),
  },
  'reasoning/back': {
    body: (body) => ({
      ...body,
      messages: (body['messages'] as Record<string, unknown>[]).map(
        ({ reasoning_content: _, ...message }) => message,
      ),
    }),
  },
};
