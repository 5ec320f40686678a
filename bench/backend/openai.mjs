import { argumentFragments, words } from './words.mjs';

/**
 * How a service's objects differ.
 *
 * @typedef {object} Dialect
 * @property {object} common What every object begins with.
 * @property {object} [chunk] What every event but the last has besides.
 * @property {string[]} greeting What comes before the first event.
 * @property {(text: string) => object} reasoning The delta of a thought.
 * @property {(finishReason: string | null) => object} choice What a choice has besides.
 * @property {object} usage What the counts have besides.
 */

/** @type {Dialect} */
const openAI = {
  common: {
    id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'bench-model',
    service_tier: 'default',
    system_fingerprint: 'fp_44709d6fcb',
  },
  chunk: { usage: null }, // as it is asked for, it is there with the last event
  greeting: [],
  reasoning: (text) => ({ reasoning_content: text }), // of servers that tell thoughts; OpenAI's own does not
  choice: () => ({}),
  usage: {},
};

/** @type {Dialect} */
const openRouter = {
  common: {
    id: 'gen-1790000000-Qd3ZkMVlNbUe9rT2',
    provider: 'OpenAI',
    model: 'bench-model',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    system_fingerprint: 'fp_44709d6fcb',
  },
  greeting: [': OPENROUTER PROCESSING\n\n'],
  // OpenRouter says it in reasoning_details once more; left out, so that all contenders of the wire read about as much.
  reasoning: (text) => ({ reasoning: text }),
  choice: (finishReason) => ({ native_finish_reason: finishReason }),
  usage: {
    cost: 0.00014,
    is_byok: false,
    cost_details: {
      upstream_inference_cost: null,
      upstream_inference_prompt_cost: 0.0001,
      upstream_inference_completions_cost: 0.00004,
    },
  },
};

export const openAIWire = createWire(openAI);
export const openRouterWire = createWire(openRouter);

/**
 * Server-sent events, as they come when usage is asked for.
 *
 * @returns {import('./wire.mjs').Wire}
 */
function createWire(dialect) {
  return {
    contentTypes: { stream: 'text/event-stream; charset=utf-8', plain: 'application/json' },
    streams: (body) => body.includes('"stream":true') || body.includes('"stream": true'),
    parts: (scenario) => streamParts(scenario, dialect),
    answer: ({ answerTokens }) => plainAnswer(words(answerTokens).join(''), dialect),
  };
}

function streamParts({ reasoning, text, toolFragments, padding }, dialect) {
  const { greeting, common, reasoning: thought, usage } = dialect;
  let chunks = 0;
  const chunk = (delta, finishReason = null) => {
    const choice = {
      index: 0,
      delta,
      logprobs: null,
      finish_reason: finishReason,
      ...dialect.choice(finishReason),
    };
    const padded = padding ? { obfuscation: paddingAt(chunks++) } : {};
    return frame({ ...common, choices: [choice], ...dialect.chunk, ...padded });
  };
  const contents = [
    ...words(reasoning).map((word) => chunk(thought(word))),
    ...words(text).map((word) => chunk({ content: word })),
    ...toolDeltas(toolFragments).map((delta) => chunk(delta)),
  ];
  const counts = { ...usageOf(contents.length), ...usage };
  return {
    start: [...greeting, chunk({ role: 'assistant', content: '', refusal: null })],
    contents,
    end: [
      chunk({}, toolFragments > 0 ? 'tool_calls' : 'stop'),
      frame({ ...common, choices: [], usage: counts }),
      'data: [DONE]\n\n',
    ],
  };
}

function toolDeltas(fragments) {
  if (fragments === 0) return [];
  const opening = {
    index: 0,
    id: 'call_DdmO9pD3xa9XTPNJ32zg2hcA',
    type: 'function',
    function: { name: 'write_file', arguments: '' },
  };
  const later = argumentFragments(fragments).map((text) => ({ index: 0, function: { arguments: text } }));
  return [opening, ...later].map((call) => ({ tool_calls: [call] }));
}

/** Of another length and another text each time, as OpenAI pads what it sends by itself. */
function paddingAt(index) {
  return ((index * 7_919 + 12_345) * 2_654_435).toString(36).slice(0, 1 + (index % 9));
}

function frame(object) {
  return `data: ${JSON.stringify(object)}\n\n`;
}

function plainAnswer(content, { common, choice, usage }) {
  const message = { role: 'assistant', content, refusal: null, annotations: [] };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop', ...choice('stop') }];
  const counts = { ...usageOf(60), ...usage };
  return JSON.stringify({ ...common, object: 'chat.completion', choices, usage: counts });
}

function usageOf(completionTokens) {
  return {
    prompt_tokens: 19,
    completion_tokens: completionTokens,
    total_tokens: 19 + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
