import { argumentFragments, words } from './words.mjs';

const model = 'bench-model';
const createdAt = '2026-08-21T10:00:00.123456789Z';

/**
 * Ollama's wire: a JSON object a line. It has no first object without content, and tool calls arrive whole.
 *
 * @type {import('./wire.mjs').Wire}
 */
export const ollamaWire = {
  contentTypes: { stream: 'application/x-ndjson', plain: 'application/json; charset=utf-8' },
  streams: (body) => !body.includes('"stream":false'),
  parts: streamParts,
  answer: ({ answerTokens }) =>
    JSON.stringify(last({ role: 'assistant', content: words(answerTokens).join('') }, answerTokens)),
};

function streamParts({ reasoning, text, toolFragments }) {
  const contents = [
    ...words(reasoning).map((thinking) => line({ role: 'assistant', content: '', thinking })),
    ...words(text).map((content) => line({ role: 'assistant', content })),
    ...toolCall(toolFragments),
  ];
  const end = `${JSON.stringify(last({ role: 'assistant', content: '' }, contents.length))}\n`;
  return { start: [], contents, end: [end] };
}

function toolCall(fragments) {
  if (fragments === 0) return [];
  const call = { index: 0, name: 'write_file', arguments: JSON.parse(argumentFragments(fragments).join('')) };
  return [line({ role: 'assistant', content: '', tool_calls: [{ id: 'call_ab12cd34', function: call }] })];
}

function line(message) {
  return `${JSON.stringify({ model, created_at: createdAt, message, done: false })}\n`;
}

/** The object that ends an answer, with its counts and durations in nanoseconds. */
function last(message, count) {
  return {
    ...{ model, created_at: createdAt, message, done: true, done_reason: 'stop' },
    ...{ total_duration: 4_883_583_458, load_duration: 1_334_875 },
    ...{ prompt_eval_count: 26, prompt_eval_duration: 342_546_000 },
    ...{ eval_count: count, eval_duration: 4_535_599_000 },
  };
}
