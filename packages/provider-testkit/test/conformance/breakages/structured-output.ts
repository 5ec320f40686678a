import type { ChatEvent } from '@modelport/core';
import { ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import type { Body } from '../reference/reference-to-wire.js';

export const structuredOutputBreakages: Readonly<Record<string, Breakage>> = {
  'structured-output/json': {
    // Knows JSON with a schema only.
    body: (body) => ({ ...body, response_format: namedOf(body) && body['response_format'] }),
  },
  'structured-output/schema': {
    body: (body) => {
      const named = namedOf(body);
      if (!named) return body;
      const { type, properties, required, additionalProperties } = Object(named['schema']);
      const schema = {
        type,
        properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])),
      };
      return withNamed(body, { ...named, schema: { ...schema, required, additionalProperties } });
    },
  },
  'structured-output/facts': {
    body: (body) => {
      const named = namedOf(body);
      return named ? withNamed(body, { ...named, name: 'response' }) : body;
    },
  },
  'structured-output/text': {
    body: (body, { responseFormat }) => ({
      ...body,
      response_format:
        responseFormat?.type === 'text'
          ? { type: 'json_schema', json_schema: anySchema }
          : body['response_format'],
    }),
  },
  'structured-output/output': {
    // White space between the words of JSON means nothing, it thinks.
    events: (events, { responseFormat }) =>
      responseFormat?.type === 'json' ? events.map(withoutSpace) : events,
  },
  'structured-output/not-json': {
    events: (events, { responseFormat }, stream) => {
      const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
      if (stream || responseFormat?.type !== 'json' || text.endsWith('}')) return events;
      throw new ProviderError({ code: 'RESPONSE_INVALID', message: 'The model gave no JSON.' });
    },
  },
};

const anySchema = { name: 'response', schema: { type: 'object' } };

function withoutSpace(event: ChatEvent): ChatEvent {
  return event.type === 'text-delta' ? { ...event, text: event.text.replaceAll(/ +/g, '') } : event;
}

function namedOf(body: Body): Body | undefined {
  const format = body['response_format'] as { json_schema?: Body } | undefined;
  return format?.json_schema;
}

function withNamed(body: Body, named: Body): Body {
  return { ...body, response_format: { type: 'json_schema', json_schema: named } };
}
