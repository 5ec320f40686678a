import type { DriverRequest } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import type { Body } from '../reference/reference-to-wire.js';

type WireMessage = { readonly role: string; readonly content: unknown };

export const requestsBreakages: Readonly<Record<string, Breakage>> = {
  'requests/bare': {
    // Has defaults of its own.
    body: (body) => ({ ...body, temperature: body['temperature'] ?? 0.7 }),
  },
  'requests/model': {
    // Takes what stands before the slash for its own name.
    body: ({ model, ...body }) => ({
      ...body,
      model: typeof model === 'string' ? model.split('/').at(-1) : model,
    }),
  },
  'requests/no-model': {
    body: (body, { model }) => ({ ...body, model: `${model}` }),
  },
  'requests/system-prompt': {
    // Sends a lone instruction as words of the user.
    body: (body) => {
      const messages = messagesOf(body);
      const systems = messages.filter(({ role }) => role === 'system');
      if (systems.length !== 1 || messages[0] !== systems[0] || messages.length > 2) return body;
      return { ...body, messages: messages.map((message) => ({ ...message, role: 'user' })) };
    },
  },
  'requests/streamed-alike': {
    body: ({ stop, ...body }, _request, _call, stream) => ({ ...body, ...(!stream && { stop }) }),
  },
  'requests/extra-body': {
    // Adds the fields before its own.
    body: (body, { extraBody, maxTokens }) => ({
      ...body,
      ...(extraBody?.['max_tokens'] !== undefined && { max_tokens: maxTokens }),
    }),
  },
  'requests/content-type': {
    request: ({ headers, ...request }) => {
      const { 'content-type': _, ...others } = headers ?? {};
      return { ...request, headers: others };
    },
  },
  'requests/untouched': {
    body: (body, request) => {
      (request.stop as string[] | undefined)?.sort();
      return body;
    },
  },
  'requests/raw': {
    // Gives the raw event behind what it has made of it.
    events: (events) => {
      const [first, ...others] = events;
      return first?.type === 'raw' ? [...others, first] : events;
    },
  },
  'requests/raw-unasked': {
    body: (body, request) => {
      (request as { includeRaw?: boolean } & DriverRequest).includeRaw ??= true;
      return body;
    },
  },
  'requests/unicode': {
    body: (body) => ({
      ...body,
      messages: messagesOf(body).map((message) => ({ ...message, content: trimmed(message.content) })),
    }),
  },
  'requests/large': {
    // Protects a server from what it thinks is too long for it.
    body: (body) => ({
      ...body,
      messages: messagesOf(body).map((message) => ({ ...message, content: cut(message.content) })),
    }),
  },
};

function messagesOf(body: Body): readonly WireMessage[] {
  return body['messages'] as readonly WireMessage[];
}

function trimmed(content: unknown): unknown {
  return typeof content === 'string' ? content.trim() : content;
}

function cut(content: unknown): unknown {
  return typeof content === 'string' ? content.slice(0, 1_000_000) : content;
}
