import { messages, tool } from '../../lib/request.mjs';
import { readAll, readFirst } from './read.mjs';

/** Why TanStack AI has no figure of plain calls. */
export const noPlainCall = 'it has no plain call: `stream: false` asks for a stream and collects it';

/**
 * A client of one adapter of TanStack AI.
 *
 * @param {typeof import('@tanstack/ai')} tanstack
 * @param {import('@tanstack/ai').AnyTextAdapter} adapter
 */
export function createTanStackClient({ chat, toolDefinition }, adapter) {
  const { name, description, parameters } = tool;
  const tools = [toolDefinition({ name, description, inputSchema: parameters })];
  return {
    stream: ({ tools: withTools = false, onFirst } = {}) =>
      readAll(chat({ adapter, messages, ...(withTools && { tools }) }), collect, onFirst),
    chat: () => chat({ adapter, messages, stream: false }),
    open: () => readFirst(chat({ adapter, messages }), collect),
  };
}

function collect(event, content) {
  if (event.type === 'TEXT_MESSAGE_CONTENT') content.text += event.delta;
  else if (event.type === 'REASONING_MESSAGE_CONTENT') content.reasoning += event.delta;
  else if (event.type === 'TOOL_CALL_ARGS') content.toolArguments += event.delta;
}
