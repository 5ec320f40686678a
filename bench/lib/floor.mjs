// The least that a program has to do for an answer: one split of the text, one JSON.parse an event, and the characters joined.
// The floors share it, and differ in how the bytes come.
import { messages, model, tool } from './request.mjs';

export const openAIFloor = {
  path: '/v1/chat/completions',
  streamBody: (tools) =>
    JSON.stringify({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
      ...(tools && { tools: [{ type: 'function', function: tool }] }),
    }),
  chatBody: () => JSON.stringify({ model, messages }),
  textOf: (answer) => answer.choices[0].message.content,
  createCollector: createOpenAICollector,
};

export const ollamaFloor = {
  path: '/api/chat',
  streamBody: () => JSON.stringify({ model, messages, stream: true }),
  chatBody: () => JSON.stringify({ model, messages, stream: false }),
  textOf: (answer) => answer.message.content,
  createCollector: createOllamaCollector,
};

export const headers = { 'content-type': 'application/json', authorization: 'Bearer key' };

/** Takes pieces of an OpenAI stream. */
function createOpenAICollector(onFirst) {
  const parts = { text: '', reasoning: '', toolArguments: '' };
  return createCollector(
    parts,
    (line) => {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') return false;
      const delta = JSON.parse(line.slice(6)).choices[0]?.delta;
      if (delta === undefined) return false;
      const fragment = delta.tool_calls?.[0]?.function.arguments;
      if (delta.content) parts.text += delta.content;
      else if (delta.reasoning_content) parts.reasoning += delta.reasoning_content;
      else if (fragment) parts.toolArguments += fragment;
      else return false;
      return true;
    },
    onFirst,
  );
}

/** Takes pieces of an Ollama stream. */
function createOllamaCollector(onFirst) {
  const parts = { text: '', reasoning: '', toolArguments: '' };
  return createCollector(
    parts,
    (line) => {
      if (line === '') return false;
      const { content, thinking, tool_calls: calls } = JSON.parse(line).message;
      if (content) parts.text += content;
      else if (thinking) parts.reasoning += thinking;
      else if (calls) parts.toolArguments += JSON.stringify(calls[0].function.arguments);
      else return false;
      return true;
    },
    onFirst,
  );
}

function createCollector(parts, read, onFirst) {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    /** Whether there was content in it. */
    push(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (read(line) && onFirst !== undefined) {
          onFirst();
          onFirst = undefined;
        }
      }
      return parts.text !== '';
    },
    lengths: () => ({
      text: parts.text.length,
      reasoning: parts.reasoning.length,
      toolArguments: parts.toolArguments.length,
    }),
  };
}
