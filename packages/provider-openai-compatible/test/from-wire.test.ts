import { describe, expect, it } from 'vitest';
import { readWholeText } from '../src/whole-answer.js';
import { callsOf, reasoningOf, textOf } from './support/call-context.js';
import { delta, readFrames, testReader } from './support/read-answer.js';

const finishOf = (events: readonly { type: string }[]) => events.filter(({ type }) => type === 'finish');

describe('reading a stream', () => {
  it('numbers reasoning, text and calls as parts, in their order', () => {
    const { events } = readFrames([
      delta({ role: 'assistant', content: null }),
      delta({ reasoning_content: 'Hm' }),
      delta({ reasoning_content: '.', content: '' }),
      delta({ content: 'Hi' }),
      delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] }),
      delta({ content: ' there' }),
      delta({}, 'stop'),
      '[DONE]',
    ]);
    expect(events).toEqual([
      { type: 'start', id: 'c1', model: 'm' },
      { type: 'reasoning-delta', part: 0, text: 'Hm' },
      { type: 'reasoning-delta', part: 0, text: '.' },
      { type: 'part-end', part: 0 },
      { type: 'text-delta', part: 1, text: 'Hi' },
      { type: 'tool-call-start', part: 2, id: 'a', name: 'f' },
      { type: 'tool-call-delta', part: 2, argumentsDelta: '{}' },
      { type: 'text-delta', part: 3, text: ' there' },
      { type: 'finish', finishReason: 'tool-calls', rawFinishReason: 'stop' },
    ]);
  });

  it.each(['reasoning', 'reasoning_content'])('reads reasoning from %s', (field) => {
    expect(reasoningOf(readFrames([delta({ [field]: 'Hm' }), '[DONE]']).events)).toBe('Hm');
  });

  it('reads reasoning once where it comes under both names', () => {
    const frames = [delta({ reasoning: 'Hm', reasoning_content: 'Hm' }), '[DONE]'];
    expect(reasoningOf(readFrames(frames).events)).toBe('Hm');
  });

  it('reads content that comes in parts', () => {
    const thinking = [{ type: 'text', text: 'Hm' }];
    const { events } = readFrames([
      delta({ content: [{ type: 'thinking', thinking }] }),
      delta({ content: [{ type: 'text', text: 'Hi' }] }),
      delta({}, 'stop'),
    ]);
    expect(reasoningOf(events)).toBe('Hm');
    expect(textOf(events)).toBe('Hi');
  });

  it('is complete with a finish reason alone, and with the end marker alone', () => {
    expect(finishOf(readFrames([delta({ content: 'Hi' }, 'stop')]).events)).toEqual([
      { type: 'finish', finishReason: 'stop', rawFinishReason: 'stop' },
    ]);
    expect(finishOf(readFrames([delta({ content: 'Hi' }), '[DONE]']).events)).toEqual([
      { type: 'finish', finishReason: 'other' },
    ]);
  });

  it('makes no finish where neither came', () => {
    const { events, failure } = readFrames([delta({ content: 'Hi' })]);
    expect(finishOf(events)).toEqual([]);
    expect(failure).toBeUndefined();
  });

  it('tolerates a second finish, content after the finish, empty choices and unknown things', () => {
    const { events, warnings, failure } = readFrames([
      { id: 'c1', choices: [] },
      { id: 'c1', choices: null, ping: true },
      delta({ role: 'robot', content: 'a', sparkle: { x: 1 } }),
      delta({ content: null, tool_calls: null, refusal: null, annotations: null }),
      delta({}, 'stop'),
      delta({ content: 'b' }, 'length'),
      '[DONE]',
      delta({ content: 'never' }),
    ]);
    expect(textOf(events)).toBe('ab');
    expect(finishOf(events)).toEqual([{ type: 'finish', finishReason: 'stop', rawFinishReason: 'stop' }]);
    expect(warnings).toEqual([]);
    expect(failure).toBeUndefined();
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['eos', 'stop'],
    ['insufficient_system_resource', 'other'],
    ['tool_calls', 'other'],
  ])('sorts the finish reason %s without calls as %s', (raw, finishReason) => {
    const { events } = readFrames([delta({ content: 'Hi' }, raw)]);
    expect(events.at(-1)).toEqual({ type: 'finish', finishReason, rawFinishReason: raw });
  });

  it('keeps "length" where a call was cut by it', () => {
    const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{"a' } };
    const { events } = readFrames([delta({ tool_calls: [call] }), delta({}, 'length')]);
    expect(events.at(-1)).toMatchObject({ finishReason: 'length' });
  });

  it("survives Azure's first event and its events without a delta", () => {
    const { events } = readFrames([
      { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] },
      delta({ content: 'Hi' }),
      { id: '', model: '', choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] },
      delta({}, 'stop'),
      '[DONE]',
    ]);
    expect(events[0]).toEqual({ type: 'start', id: 'c1', model: 'm' });
    expect(textOf(events)).toBe('Hi');
  });

  it('gives a refusal as text, and the finish reason content-filter', () => {
    const { events } = readFrames([delta({ refusal: "I can't." }), delta({}, 'stop')]);
    expect(textOf(events)).toBe("I can't.");
    expect(events.at(-1)).toMatchObject({ finishReason: 'content-filter', rawFinishReason: 'stop' });
  });

  it('keeps the finish reason of a refusal that was cut short', () => {
    const { events } = readFrames([delta({ refusal: "I can't" }), delta({}, 'length')]);
    expect(events.at(-1)).toMatchObject({ finishReason: 'length' });
  });

  it('gives annotations as sources, and images as files', () => {
    const url_citation = { url: 'https://example.org', title: 'Example', content: 'Cited.', start_index: 0 };
    const { events } = readFrames([
      delta({ annotations: [{ type: 'url_citation', url_citation }, { type: 'other' }] }),
      delta({ images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }),
      delta({}, 'stop'),
    ]);
    const source = { type: 'source', url: 'https://example.org', title: 'Example', quote: 'Cited.' };
    expect(events).toContainEqual(source);
    expect(events).toContainEqual({
      type: 'file',
      part: 0,
      file: { type: 'file', data: 'AAAA', mediaType: 'image/png' },
    });
  });

  it('gives log probabilities with the text', () => {
    const token = { token: 'Hi', logprob: -0.5, bytes: [72], top_logprobs: [{ token: 'Ho', logprob: -2 }] };
    const chunk = { id: 'c', choices: [{ delta: { content: 'Hi' }, logprobs: { content: [token] } }] };
    expect(readFrames([chunk, '[DONE]']).events).toContainEqual({
      type: 'text-delta',
      part: 0,
      text: 'Hi',
      logprobs: [{ token: 'Hi', logprob: -0.5, alternatives: [{ token: 'Ho', logprob: -2 }] }],
    });
  });

  it('reads choice 0 alone and warns once of others', () => {
    const other = { id: 'c1', choices: [{ index: 1, delta: { content: 'no' } }] };
    const { events, warnings } = readFrames([delta({ content: 'yes' }), other, other, delta({}, 'stop')]);
    expect(textOf(events)).toBe('yes');
    expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'n' }]);
  });

  it('does not repeat a whole message that follows the deltas', () => {
    const whole = { id: 'c1', choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };
    expect(textOf(readFrames([delta({ content: 'Hi' }), whole]).events)).toBe('Hi');
    expect(textOf(readFrames([whole]).events)).toBe('Hi');
  });

  it('adds a raw event before the events that are made of it', () => {
    const { events } = readFrames([delta({ content: 'Hi' }, 'stop')], { includeRaw: true });
    expect(events.map(({ type }) => type)).toEqual(['raw', 'start', 'text-delta', 'finish']);
  });
});

describe('usage', () => {
  const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
  const read = { inputTokens: 9, outputTokens: 4, totalTokens: 13, raw: usage };
  const usages = (frames: unknown[]) =>
    readFrames(frames)
      .events.filter((event) => event.type === 'usage')
      .map((event) => event.usage);

  it.each([
    ['on the finish event', [{ ...delta({}, 'stop'), usage }]],
    ['on an event of its own', [delta({}, 'stop'), { choices: [], usage }]],
    ['without choices at all', [delta({}, 'stop'), { usage }]],
    ["under Groq's name", [{ ...delta({}, 'stop'), x_groq: { usage } }]],
  ])('is read %s', (_, frames) => {
    expect(usages([delta({ content: 'Hi' }), ...frames, '[DONE]'])).toEqual([read]);
  });

  it('keeps the service tier beside it, on which the price depends', () => {
    const frames = [
      { ...delta({}, 'stop'), service_tier: 'flex' },
      { choices: [], usage, service_tier: 'flex' },
    ];
    expect(usages(frames)).toEqual([{ ...read, raw: { ...usage, service_tier: 'flex' } }]);
    expect(usages([{ ...delta({}, 'stop'), usage, service_tier: null }])).toEqual([read]);
  });

  it('stays absent where it is null or never comes', () => {
    expect(usages([{ ...delta({ content: 'Hi' }, 'stop'), usage: null }])).toEqual([]);
  });

  it('reads the details of all servers', () => {
    const details = {
      prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 1 },
    };
    expect(usages([{ ...delta({}, 'stop'), usage: { ...usage, ...details } }])).toMatchObject([
      { cachedInputTokens: 3, cacheWriteInputTokens: 2, reasoningTokens: 1 },
    ]);
    expect(usages([{ ...delta({}, 'stop'), usage: { prompt_cache_hit_tokens: 5 } }])).toMatchObject([
      { cachedInputTokens: 5 },
    ]);
  });
});

describe('reasoning that must come back', () => {
  it('is marked with its field when it ends', () => {
    const { events } = readFrames([delta({ reasoning_content: 'Hm' }), delta({ content: 'Hi' }, 'stop')], {
      reasoningBack: 'reasoning_content',
    });
    expect(events[2]).toEqual({
      type: 'part-end',
      part: 0,
      providerData: { type: 'openai-compatible', data: { field: 'reasoning_content' } },
    });
  });

  it('carries the data that an extension found, even where there is no text', () => {
    const { events } = readFrames([delta({ content: '' }), delta({ content: 'Hi' }), delta({}, 'stop')], {
      extras: () => ({ reasoningData: ['secret'], timings: { inputMs: 5 }, finishData: { seen: true } }),
    });
    expect(events).toEqual([
      { type: 'start', id: 'c1', model: 'm' },
      { type: 'text-delta', part: 0, text: 'Hi' },
      { type: 'reasoning-delta', part: 1, text: '' },
      { type: 'part-end', part: 1, providerData: { type: 'openai-compatible', data: ['secret'] } },
      {
        type: 'finish',
        finishReason: 'stop',
        rawFinishReason: 'stop',
        timings: { inputMs: 5 },
        providerData: { type: 'openai-compatible', data: { seen: true } },
      },
    ]);
  });

  it('is also the text that an extension found', () => {
    const { events } = readFrames([delta({}), delta({ content: 'Hi' }, 'stop')], {
      extras: ({ choices }) => (choices?.[0]?.delta?.content ? undefined : { reasoning: 'Hm' }),
    });
    expect(events.slice(1, 3)).toEqual([
      { type: 'reasoning-delta', part: 0, text: 'Hm' },
      { type: 'part-end', part: 0 },
    ]);
  });
});

describe('malformed events', () => {
  it('are skipped with a warning each, while they are few', () => {
    const { events, warnings, failure } = readFrames([
      delta({ content: 'a' }),
      '{"choices":[{',
      'null',
      delta({ content: 'b' }),
      delta({}, 'stop'),
      '[DONE]',
    ]);
    expect(textOf(events)).toBe('ab');
    expect(warnings.map(({ code }) => code)).toEqual(['malformed-event', 'malformed-event']);
    expect(failure).toBeUndefined();
  });

  it('fail the answer at eight in a row', () => {
    const { failure } = readFrames([delta({ content: 'a' }), ...Array.from({ length: 8 }, () => '{')]);
    expect(failure?.code).toBe('RESPONSE_INVALID');
  });

  it('fail the answer where they are more than half of it', () => {
    const { events, failure } = readFrames(['{', '{', delta({ content: 'a' }, 'stop'), '[DONE]']);
    expect(failure?.code).toBe('RESPONSE_INVALID');
    expect(finishOf(events)).toEqual([]);
  });
});

describe('errors inside a stream', () => {
  it.each([
    ['OpenAI', { error: { message: 'Boom', type: 'server_error', code: null } }, 'BACKEND_ERROR'],
    ['a string', { error: 'Boom' }, 'BACKEND_ERROR'],
    ['llama.cpp', { error: { code: 500, message: 'Boom', type: 'server_error' } }, 'BACKEND_ERROR'],
    ['old vLLM', { object: 'error', message: 'Boom', type: 'x', code: 429 }, 'RATE_LIMITED'],
    [
      'OpenRouter',
      {
        error: { code: 429, message: 'Boom' },
        choices: [{ delta: { content: '' }, finish_reason: 'error' }],
      },
      'RATE_LIMITED',
    ],
    ['OpenRouter, in the choice', { choices: [{ error: { code: 502, message: 'Boom' } }] }, 'BACKEND_ERROR'],
    ['Groq', { x_groq: { error: 'Boom' }, choices: [] }, 'BACKEND_ERROR'],
    ['Groq, in known words', { x_groq: { error: 'Model m does not exist' }, choices: [] }, 'MODEL_NOT_FOUND'],
    ['a bare finish reason', { choices: [{ delta: {}, finish_reason: 'error' }] }, 'BACKEND_ERROR'],
  ])('of %s are typed, and what came before is kept', (_, frame, code) => {
    const { events, failure } = readFrames([delta({ content: 'Hi' }), frame, '[DONE]']);
    expect(failure?.code).toBe(code);
    expect(textOf(events)).toBe('Hi');
    expect(finishOf(events)).toEqual([]);
  });

  it('are recognised by the name of the event, JSON or not', () => {
    for (const data of ['{"message":"Boom"}', 'Boom']) {
      const { reader } = testReader();
      reader.readFrame({ event: 'error', data });
      expect(reader.failure?.message).toContain('Boom');
    }
  });

  it('are told from an error field that is null', () => {
    expect(readFrames([{ ...delta({ content: 'Hi' }, 'stop'), error: null }]).failure).toBeUndefined();
  });
});

describe('reading a whole answer', () => {
  it('gives the events of a stream with one event', () => {
    const { reader } = testReader();
    reader.readWhole({
      id: 'c1',
      model: 'm',
      choices: [
        {
          finish_reason: 'stop',
          message: {
            content: 'Hi',
            reasoning: 'Hm',
            tool_calls: [
              { function: { name: 'f', arguments: '{}' } },
              { function: { name: 'f', arguments: '{}' } },
            ],
          },
        },
      ],
      usage: { prompt_tokens: 1 },
    });
    const events = reader.take();
    expect(textOf(events)).toBe('Hi');
    expect(reasoningOf(events)).toBe('Hm');
    expect(callsOf(events)).toHaveLength(2);
    expect(events.at(-1)).toEqual({ type: 'finish', finishReason: 'tool-calls', rawFinishReason: 'stop' });
  });

  it('keeps names from the wire apart from prototypes', () => {
    const { reader } = testReader();
    const call = '{"function":{"name":"__proto__","arguments":"{\\"__proto__\\":{\\"x\\":1}}"}}';
    reader.readWhole(
      JSON.parse(`{"choices":[{"finish_reason":"constructor","message":{"tool_calls":[${call}]}}]}`),
    );
    const events = reader.take();
    expect(callsOf(events)).toEqual([{ id: '', name: '__proto__', arguments: '{"__proto__":{"x":1}}' }]);
    expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'constructor' });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('an answer with anything in the place of anything', () => {
  const wholeOf = (content: unknown) => ({
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [
      {
        index: 0,
        delta: {
          role: 'assistant',
          content,
          refusal: 'c',
          reasoning: 'd',
          reasoning_content: 'e',
          tool_calls: [{ index: 0, id: 'f', function: { name: 'g', arguments: '{}' }, extra_content: {} }],
          function_call: { name: 'h', arguments: '{}' },
          annotations: [{ type: 'url_citation', url_citation: { url: 'i', title: 'j' } }],
          images: [{ image_url: { url: 'k' } }],
        },
        message: {},
        finish_reason: 'stop',
        logprobs: { content: [{ token: 'l', logprob: 0, top_logprobs: [{ token: 'm', logprob: 0 }] }] },
      },
    ],
    usage: { prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 1 }, completion_tokens_details: {} },
    x_groq: { usage: {} },
  });
  const wholes = [wholeOf('a'), wholeOf([{ type: 'text', text: 'a', thinking: [{ text: 'b' }] }])];
  const junk = [null, true, -1, 0.5, '', 'x', [], [null], [1], {}, { content: 'x' }];

  /** Every copy of a value in which one place holds junk. */
  function* spoilt(value: unknown): Generator<unknown> {
    yield* junk;
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      for (const other of spoilt(inner)) {
        yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
      }
    }
  }

  it('never throws', () => {
    let count = 0;
    for (const answer of wholes.flatMap((whole) => [...spoilt(whole)])) {
      const text = JSON.stringify(answer);
      expect(() => readFrames([text, text, '[DONE]']), text).not.toThrow();
      const { reader } = testReader();
      expect(() => readWholeText(text, reader), text).not.toThrow();
      count++;
    }
    expect(count).toBeGreaterThan(500);
  });

  it('gives strings and numbers where they are promised', () => {
    for (const answer of wholes.flatMap((whole) => [...spoilt(whole)])) {
      for (const event of readFrames([answer, '[DONE]']).events) {
        if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
          expect(event.text).toBeTypeOf('string');
        }
        if (event.type !== 'text-delta') continue;
        for (const { token, logprob, alternatives = [] } of event.logprobs ?? []) {
          expect([token, logprob].map((value) => typeof value)).toEqual(['string', 'number']);
          for (const other of alternatives) expect(other.token).toBeTypeOf('string');
        }
      }
    }
  });
});
