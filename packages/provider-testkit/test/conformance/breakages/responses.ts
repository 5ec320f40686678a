import { type ChatEvent, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { inEvents, inPlain, plainEvents, streamedEvents, throughStream } from '../reference/edit-answer.js';

export const responsesBreakages: Readonly<Record<string, Breakage>> = {
  'responses/text': plainEvents('text-delta', (event) => ({ ...event, text: event.text.trim() })),
  // Makes an id of its own for whole answers, which older servers gave none.
  'responses/id': plainEvents('start', (event) => ({ ...event, ...(event.id && { id: 'chatcmpl-1' }) })),
  // Takes it that the model that was asked for answers.
  'responses/model': plainEvents('start', ({ model: _model, ...event }) => event),
  // Knows the words of another backend.
  'responses/finish-stop': finishIn('stop', 'other'),
  'responses/finish-length': finishIn('length', 'stop'),
  // Takes the end by a filter for a refusal.
  'responses/finish-content-filter': plainEvents('finish', (event) => {
    if (event.finishReason !== 'content-filter') return event;
    throw new ProviderError({ code: 'CONTENT_FILTERED', message: 'The answer was filtered.' });
  }),
  'responses/finish-unknown': finishIn('other', 'stop'),
  'responses/raw-finish-reason': inEvents((event) => {
    if (event.type !== 'finish') return event;
    return { type: 'finish', finishReason: event.finishReason };
  }),
  'responses/request-id': plainEvents('start', ({ requestId: _requestId, ...event }) => event),
  'responses/headers': plainEvents('start', ({ headers: _headers, ...event }) => event),
  'responses/rate-limit': plainEvents('start', ({ rateLimit: _rateLimit, ...event }) => event),
  'responses/no-warnings': throughStream((batches, _request, call) => {
    call.warn({ code: 'experimental', message: 'Streams of this server are experimental.' });
    return batches;
  }),
  'responses/empty': inPlain((events) => {
    if (events.some(({ type }) => type.endsWith('delta') || type === 'tool-call-start')) return events;
    throw new ProviderError({ code: 'RESPONSE_INVALID', message: 'The answer is empty.' });
  }),
  // Reads an answer with calls in another order than one without: the content first, then what the model thought before.
  'responses/content-order': inPlain((events) => {
    const other: Readonly<Record<string, number>> = { 'reasoning-delta': 1, 'text-delta': 0 };
    const types = new Set(events.map(({ type }) => type));
    const isMixed = (['reasoning-delta', 'text-delta', 'tool-call-start'] as const).every((type) =>
      types.has(type),
    );
    if (!isMixed) return events;
    return events.map((event): ChatEvent => {
      const part = other[event.type];
      return part === undefined ? event : ({ ...event, part } as ChatEvent);
    });
  }),
  'responses/same-when-streamed': streamedEvents('finish', ({ finishReason }) => ({
    type: 'finish',
    finishReason,
  })),
};

/** Takes one finish reason of plain answers for another. */
function finishIn(reason: 'stop' | 'length' | 'other', taken: 'stop' | 'other'): Breakage {
  return plainEvents('finish', (event) =>
    event.finishReason === reason ? { ...event, finishReason: taken } : event,
  );
}
