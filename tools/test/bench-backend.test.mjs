import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ollamaWire } from '../../bench/backend/ollama.mjs';
import { openAIWire, openRouterWire } from '../../bench/backend/openai.mjs';
import { createRequestReader } from '../../bench/backend/request-reader.mjs';
import { createStreamWriter } from '../../bench/backend/stream-writer.mjs';
import { defaultScenario, prepare } from '../../bench/backend/wire.mjs';
import { argumentFragments, words } from '../../bench/backend/words.mjs';

const scenario = { ...defaultScenario, reasoning: 3, text: 5, toolFragments: 4, eventsPerWrite: 4 };

/** The objects of server-sent events. */
function eventsOf({ start, contents, end }) {
  const frames = [...start, ...contents, ...end].filter((text) => text.startsWith('data: {'));
  return frames.map((text) => JSON.parse(text.slice('data: '.length)));
}

describe('the fake server of the benchmarks', () => {
  it('sends words of tokens, and arguments that are JSON as a whole', () => {
    expect(words(500).every((word) => word.length >= 3 && word.length <= 8)).toBe(true);
    const fragments = argumentFragments(200);
    expect(fragments).toHaveLength(200);
    expect(Object.keys(JSON.parse(fragments.join('')))).toEqual(['path', 'content']);
  });

  it('speaks OpenAI: the role first, every kind of content, the reason, usage and [DONE]', () => {
    const parts = openAIWire.parts(scenario);
    const events = eventsOf(parts);
    const deltas = events.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas[0]).toMatchObject({ role: 'assistant', content: '' });
    expect(
      deltas
        .slice(1)
        .map(({ content }) => content ?? '')
        .join(''),
    ).toBe(words(5).join(''));
    expect(deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe(words(3).join(''));
    const fragments = deltas.map((delta) => delta.tool_calls?.[0].function.arguments ?? '');
    expect(fragments.join('')).toBe(argumentFragments(4).join(''));
    expect(events.at(-2).choices[0].finish_reason).toBe('tool_calls');
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 19 } });
    expect(parts.end.at(-1)).toBe('data: [DONE]\n\n');
  });

  it('speaks OpenRouter: its comment, its thoughts, and usage in the last event alone', () => {
    const parts = openRouterWire.parts(scenario);
    expect(parts.start[0]).toMatch(/^: /);
    const events = eventsOf(parts);
    expect(events.filter((event) => 'usage' in event)).toHaveLength(1);
    expect(events.at(-1).usage.cost).toBeGreaterThan(0);
    expect(events[1].choices[0].delta).toMatchObject({ reasoning: words(1)[0] });
  });

  it('speaks Ollama: an object a line, whole calls, and counts with the last', () => {
    const { contents, end } = ollamaWire.parts(scenario);
    const lines = [...contents, ...end].map((line) => JSON.parse(line));
    expect(lines.map(({ message }) => message.content).join('')).toBe(words(5).join(''));
    const [call] = lines.flatMap(({ message }) => message.tool_calls ?? []);
    expect(JSON.stringify(call.function.arguments)).toBe(argumentFragments(4).join(''));
    expect(lines.filter(({ done }) => done)).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ done: true, done_reason: 'stop', eval_count: 9 });
  });

  it('holds as many events in a write as it is told, with the framing of HTTP around them', () => {
    const { writes } = prepare(ollamaWire, { ...scenario, reasoning: 0, toolFragments: 0, text: 6 });
    const [first, second, last] = writes.map(String);
    expect(first.split('\r\n\r\n')[0]).toContain('transfer-encoding: chunked');
    expect([first, second].map((text) => text.match(/"done"/g).length)).toEqual([4, 3]);
    const [size, text] = second.split('\r\n');
    expect(Number.parseInt(size, 16)).toBe(text.length);
    expect(last).toBe('0\r\n\r\n');
  });

  it('leaves a stream open after its first content when it is told to', () => {
    const { writes } = prepare(openAIWire, { ...scenario, hold: true, reasoning: 0 });
    expect(writes).toHaveLength(1);
    expect(String(writes[0])).toContain(JSON.stringify(words(1)[0]));
  });
});

describe('its reader of requests', () => {
  const withLength = 'POST /api/chat HTTP/1.1\r\nContent-Length: 7\r\n\r\n{"a":1}';
  const inChunks = 'POST /v1/x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{"b":2}\r\n0\r\n\r\n';
  const plain = 'GET /api/version HTTP/1.1\r\n\r\n';

  it.each([1, 7, 1_000])('understands requests that come in pieces of %i bytes', (size) => {
    const seen = [];
    const push = createRequestReader(({ method, path, body }) => seen.push([method, path, String(body)]));
    const bytes = Buffer.from(withLength + inChunks + plain + withLength);
    for (let at = 0; at < bytes.length; at += size) push(bytes.subarray(at, at + size));
    expect(seen.map(([method, path]) => `${method} ${path}`)).toEqual([
      'POST /api/chat',
      'POST /v1/x',
      'GET /api/version',
      'POST /api/chat',
    ]);
    expect(seen[0][2]).toBe('{"a":1}');
    expect(seen[1][2]).toContain('{"b":2}');
  });

  it('knows a wish for a stream, however it is spaced', () => {
    const asks = (wire, text) => wire.streams(Buffer.from(text));
    expect(asks(openAIWire, '{"stream":true}')).toBe(true);
    expect(asks(openAIWire, '{\n  "stream": true\n}')).toBe(true);
    expect(asks(openAIWire, '{"stream":false}')).toBe(false);
    expect(asks(ollamaWire, '{}')).toBe(true);
    expect(asks(ollamaWire, '{"stream":false}')).toBe(false);
  });
});

describe('its writer of streams', () => {
  const writes = ['a', 'b', 'c', 'd'].map((text) => Buffer.from(text));

  function fakeSocket({ leavesAfter = Number.POSITIVE_INFINITY } = {}) {
    const written = [];
    return {
      written,
      destroyed: false,
      write(bytes) {
        written.push(String(bytes));
        if (written.length >= leavesAfter) this.destroyed = true;
        return true;
      },
    };
  }

  it.each([0, 5])('writes all in order, %i ms apart, to everyone', async (interval) => {
    const writer = createStreamWriter(interval);
    const sockets = [fakeSocket(), fakeSocket(), fakeSocket()];
    for (const socket of sockets) writer.start(socket, writes);
    while (sockets.some(({ written }) => written.length < writes.length)) await sleep(1);
    await sleep(3 * interval);
    writer.stop();
    for (const { written } of sockets) expect(written.join('')).toBe('abcd');
  });

  it.each([0, 2])('stops when the client leaves, %i ms apart', async (interval) => {
    const writer = createStreamWriter(interval);
    const [leaving, staying] = [fakeSocket({ leavesAfter: 2 }), fakeSocket()];
    for (const socket of [leaving, staying]) writer.start(socket, writes);
    while (staying.written.length < writes.length) await sleep(1);
    await sleep(10 * interval);
    writer.stop();
    expect(leaving.written.join('')).toBe('ab');
  });
});
