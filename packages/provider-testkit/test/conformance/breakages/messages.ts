import type { DriverMessage } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import type { Body } from '../reference/reference-to-wire.js';

interface WireMessage {
  readonly role: string;
  readonly content: unknown;
  readonly tool_calls?: readonly WireCall[];
}

interface WireCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

export const messagesBreakages: Readonly<Record<string, Breakage>> = {
  // Keeps a window of the conversation.
  'messages/order': change((messages) => messages.slice(-20)),
  'messages/several-instructions': change((messages) => {
    const last = messages.findLastIndex(({ role }) => role === 'system');
    return messages.filter(({ role }, index) => role !== 'system' || index === last);
  }),
  'messages/late-instructions': change((messages) => [
    ...messages.filter(({ role }) => role === 'system'),
    ...messages.filter(({ role }) => role !== 'system'),
  ]),
  'messages/text-parts': change((messages) =>
    messages.map((message) =>
      message.role === 'user' ? { ...message, content: lastText(message) } : message,
    ),
  ),
  'messages/assistant-texts': {
    body: (body, { messages }) => ({
      ...body,
      messages: messagesOf(body).map((message, index) => {
        const given = messages[index];
        const texts = given?.role === 'assistant' ? given.content.filter((part) => part.type === 'text') : [];
        return texts[0] && texts.length > 1 ? { ...message, content: texts[0].text } : message;
      }),
    }),
  },
  // Takes an answer at the end for a mistake.
  'messages/begun-answer': change((messages) =>
    messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages,
  ),
  'messages/assistant-file': {
    driver: (driver) => ({
      ...driver,
      chat: async (request, call) => (await driver.chat?.(request, { ...call, warn: () => {} })) ?? [],
    }),
  },
  'messages/foreign-call-ids': changeCalls((call) => ({ ...call, id: call.id.replace(/[^\w-]/g, '_') })),
  'messages/tool-calls': changeCalls((call) => ({ ...call, id: call.id, function: renamed(call) })),
  'messages/text-beside-calls': change((messages) =>
    messages.map((message) => (message.tool_calls ? { ...message, content: null } : message)),
  ),
  'messages/hand-written-call': {
    body: (body, { messages }) => {
      // Knows calls only as the model wrote them.
      const raw = new Map(partsOf(messages).map(({ id, rawArguments }) => [id, rawArguments]));
      return withCalls(body, (call) =>
        raw.get(call.id) === undefined ? { ...call, function: { ...call.function, arguments: '{}' } } : call,
      );
    },
  },
  'messages/call-without-arguments': {
    body: (body, { messages }) => {
      const raw = new Map(partsOf(messages).map(({ id, rawArguments }) => [id, rawArguments]));
      return withCalls(body, (call) => ({
        ...call,
        function: { ...call.function, arguments: raw.get(call.id) ?? call.function.arguments },
      }));
    },
  },
  'messages/call-with-invalid-arguments': changeCalls((call) => ({
    ...call,
    function: { ...call.function, arguments: JSON.stringify(JSON.parse(call.function.arguments)) },
  })),
  'messages/tool-results': {
    body: (body) => {
      const messages = messagesOf(body);
      // Results come in the order of the calls, it thinks, so the ids are taken from there, last first.
      const ids = messages.flatMap(({ tool_calls: calls }) => calls?.map(({ id }) => id) ?? []);
      return {
        ...body,
        messages: messages.map((message) =>
          message.role === 'tool' ? { ...message, tool_call_id: ids.pop() } : message,
        ),
      };
    },
  },
  'messages/tool-result-parts': change((messages) =>
    messages.map((message) =>
      message.role === 'tool' ? { ...message, content: lastText(message) } : message,
    ),
  ),
  'messages/tool-error': change((messages) =>
    messages.map((message) => ({ ...message, is_error: undefined })),
  ),
  'messages/empty-answer': change((messages) =>
    messages.map((message) => (message.content === '' ? { ...message, content: null } : message)),
  ),
  'messages/answer-back': {
    // Trusts what it has made itself to have its parsed arguments only.
    body: (body, { messages }) => {
      const made = messages.some((message) => message.role === 'assistant' && message.from !== undefined);
      if (!made) return body;
      return withCalls(body, (call) => ({
        ...call,
        function: { ...call.function, arguments: JSON.stringify(call.function.arguments) },
      }));
    },
  },
  'messages/of-another-provider': {
    body: (body, { messages }) => ({
      ...body,
      messages: messagesOf(body).map((message, index) => {
        const thoughts = thoughtsOf(messages[index]);
        return thoughts === '' || 'reasoning_content' in message
          ? message
          : { ...message, content: `<think>${thoughts}</think>\n${message.content}` };
      }),
    }),
  },
};

function messagesOf(body: Body): readonly WireMessage[] {
  return body['messages'] as readonly WireMessage[];
}

function change(messages: (messages: readonly WireMessage[]) => readonly WireMessage[]): Breakage {
  return { body: (body) => ({ ...body, messages: messages(messagesOf(body)) }) };
}

function changeCalls(calls: (call: WireCall) => WireCall): Breakage {
  return { body: (body) => withCalls(body, calls) };
}

function withCalls(body: Body, changed: (call: WireCall) => WireCall): Body {
  return {
    ...body,
    messages: messagesOf(body).map((message) =>
      message.tool_calls ? { ...message, tool_calls: message.tool_calls.map(changed) } : message,
    ),
  };
}

/** Names in the spelling that it prefers. */
function renamed(call: WireCall): WireCall['function'] {
  return { ...call.function, name: call.function.name.replaceAll('_', '-') };
}

function lastText({ content }: WireMessage): unknown {
  const texts = Array.isArray(content) ? content.filter(({ type }) => type === 'text') : [];
  return Array.isArray(content) && texts.length === content.length ? texts.at(-1)?.text : content;
}

function partsOf(messages: readonly DriverMessage[]) {
  return messages.flatMap((message) =>
    message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool-call') : [],
  );
}

function thoughtsOf(message: DriverMessage | undefined): string {
  if (message?.role !== 'assistant') return '';
  return message.content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
}
