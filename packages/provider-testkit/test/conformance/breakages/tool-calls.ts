import { type ChatEvent, ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { inEvents, inPlain, inStream, plainEvents, throughStream } from '../reference/edit-answer.js';

type Batch = readonly ChatEvent[];

export const toolCallsBreakages: Readonly<Record<string, Breakage>> = {
  'tool-calls/name': plainEvents('tool-call-start', (event) => ({
    ...event,
    name: event.name.toLowerCase(),
  })),
  // Wants ids as OpenAI makes them.
  'tool-calls/id': plainEvents('tool-call-start', (event) =>
    event.id.startsWith('call_') ? event : { ...event, id: '' },
  ),
  // Unescapes once too often.
  'tool-calls/arguments': plainEvents('tool-call-delta', (event) => ({
    ...event,
    argumentsDelta: event.argumentsDelta.replaceAll('\\\\', ''),
  })),
  // Gives the arguments when they are whole.
  'tool-calls/argument-deltas': throughStream(async function* (batches) {
    const whole = new Map<number, string>();
    for await (const batch of batches) {
      const out: ChatEvent[] = [];
      for (const event of batch) {
        if (event.type === 'tool-call-delta') {
          whole.set(event.part, (whole.get(event.part) ?? '') + event.argumentsDelta);
          continue;
        }
        if (event.type === 'finish') {
          for (const [part, argumentsDelta] of whole)
            out.push({ type: 'tool-call-delta', part, argumentsDelta });
        }
        out.push(event);
      }
      yield out;
    }
  }),
  // Puts each call before those that it has.
  'tool-calls/several': {
    chunk: (chunk, stream) => {
      const choices = chunk.choices?.map((choice) => {
        const { message } = choice;
        return message?.tool_calls
          ? { ...choice, message: { ...message, tool_calls: message.tool_calls.toReversed() } }
          : choice;
      });
      return stream || !choices ? chunk : { ...chunk, choices };
    },
  },
  // Has one place for text.
  'tool-calls/among-text': throughStream(async function* (batches) {
    let place: number | undefined;
    for await (const batch of batches) {
      yield batch.map((event) => {
        if (event.type !== 'text-delta') return event;
        place ??= event.part;
        return { ...event, part: place };
      });
    }
  }),
  // Knows no word for it.
  'tool-calls/finish-reason': inEvents((event) =>
    event.type === 'finish' && event.finishReason === 'tool-calls'
      ? { ...event, finishReason: 'other' }
      : event,
  ),
  // Parses them itself.
  'tool-calls/invalid-arguments': plainEvents('tool-call-delta', (event) => {
    try {
      JSON.parse(event.argumentsDelta);
      return event;
    } catch (cause) {
      throw new ProviderError({ code: 'RESPONSE_INVALID', message: 'Arguments are no JSON.', cause });
    }
  }),
  // Takes a call for one when its arguments come.
  'tool-calls/no-arguments': inPlain((events) => {
    const begun = new Set(events.flatMap((event) => (event.type === 'tool-call-delta' ? [event.part] : [])));
    return events.filter((event) => event.type !== 'tool-call-start' || begun.has(event.part));
  }),
  'tool-calls/non-object-arguments': plainEvents('tool-call-delta', (event) =>
    event.argumentsDelta.startsWith('{') ? event : { ...event, argumentsDelta: '{}' },
  ),
  // Takes bytes for characters.
  'tool-calls/unicode-arguments': inStream((batch) =>
    batch.map((event) =>
      event.type === 'tool-call-delta'
        ? { ...event, argumentsDelta: Buffer.from(event.argumentsDelta).toString('latin1') }
        : event,
    ),
  ),
  // Copies them into an object of its own.
  'tool-calls/prototype-arguments': inPlain((events) =>
    events.flatMap((event): Batch => {
      if (event.type !== 'tool-call-delta') return [event];
      try {
        const copy = Object.assign({}, JSON.parse(event.argumentsDelta));
        const argumentsDelta = event.argumentsDelta.startsWith('{')
          ? JSON.stringify(copy)
          : event.argumentsDelta;
        return [{ ...event, argumentsDelta }];
      } catch {
        return [event];
      }
    }),
  ),
};
