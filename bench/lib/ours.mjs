import { messages, tool } from './request.mjs';

const withTools = { messages, tools: [tool] };

/**
 * A client of the harness from one of our providers, used as its README says.
 *
 * @param {() => import('../../packages/core/dist/index.js').Provider} createProvider
 */
export function ourClient(createProvider) {
  const provider = createProvider();
  return {
    stream: ({ tools = false, onFirst } = {}) =>
      read(provider.stream(tools ? withTools : { messages }), onFirst),
    chat: async () => (await provider.chat({ messages })).text,
    open: () => openStream(provider.stream({ messages })),
  };
}

async function read(stream, onFirst) {
  let text = '';
  let reasoning = '';
  let toolArguments = '';
  for await (const event of stream) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'reasoning-delta') reasoning += event.text;
    else if (event.type === 'tool-call-delta') toolArguments += event.argumentsDelta;
    else continue;
    onFirst?.();
    onFirst = undefined;
  }
  return { text: text.length, reasoning: reasoning.length, toolArguments: toolArguments.length };
}

async function openStream(stream) {
  const events = stream[Symbol.asyncIterator]();
  let { value: event } = await events.next();
  while (event?.type !== 'text-delta') ({ value: event } = await events.next());
  return () => events.return();
}
