import type { ChatEvent } from '@modelport/core';
import { everyTwoWaySplit, piecesOf, sampleThreeWaySplits } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { readAnswer, readText } from './support/read-answer.js';
import { fixture, last, piece } from './support/server.js';

const text = (...objects: object[]) => objects.map((line) => `${JSON.stringify(line)}\n`).join('');
const of = <Type extends ChatEvent['type']>(events: ChatEvent[], type: Type) =>
  events.filter((event): event is Extract<ChatEvent, { type: Type }> => event.type === type);
const joined = (events: ChatEvent[], type: 'text-delta' | 'reasoning-delta') =>
  of(events, type)
    .map((delta) => delta.text)
    .join('');

describe('an answer of a real server', () => {
  it('gives its text, tokens, times and why it ended', () => {
    const { events, failure } = readText(fixture('chat.ndjson'));
    expect(failure).toBeUndefined();
    expect(events[0]).toEqual({ type: 'start', model: 'tiny-chat' });
    expect(joined(events, 'text-delta')).toBe('Hello! I am a small');
    expect(of(events, 'usage')[0]?.usage).toMatchObject({ inputTokens: 13, outputTokens: 6 });
    const [finish] = of(events, 'finish');
    expect(finish).toMatchObject({ finishReason: 'length', rawFinishReason: 'length' });
    const { eval_duration } = JSON.parse(fixture('chat.ndjson').trim().split('\n').at(-1) ?? '');
    expect(finish?.timings?.outputMs).toBeCloseTo(eval_duration / 1e6);
    expect(finish?.timings?.outputTokensPerSecond).toBeCloseTo((6 / eval_duration) * 1e9);
    expect(finish?.timings?.raw).toMatchObject({ eval_duration });
  });

  it('gives the call of a tool, which has no finish reason of its own', () => {
    const { events } = readText(fixture('tools.ndjson'));
    const [call] = of(events, 'tool-call');
    expect(call).toMatchObject({
      name: 'get_time',
      arguments: { zone: 'Paris' },
      rawArguments: '{"zone":"Paris"}',
    });
    expect(call?.id).toMatch(/^\w{20,}$/);
    expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'stop' });
  });

  it('gives thoughts apart from the text', () => {
    const { events } = readText(fixture('thinking.ndjson'));
    expect(joined(events, 'reasoning-delta')).toBe('Okay so the user wants an answer now');
    expect(joined(events, 'text-delta')).toMatch(/^Hello! I am a small model/);
    expect(of(events, 'reasoning-delta')[0]?.part).toBe(0);
    expect(of(events, 'text-delta')[0]?.part).toBe(1);
  });

  it('gives a forced call as one, streamed', () => {
    const { events } = readText(fixture('forced-call.ndjson'), true);
    expect(joined(events, 'text-delta')).toBe('');
    const [start] = of(events, 'tool-call-start');
    expect(start).toMatchObject({ name: 'get_time', part: 1, id: '' });
    const deltas = of(events, 'tool-call-delta');
    expect(deltas.length).toBeGreaterThan(3);
    expect(JSON.parse(deltas.map((delta) => delta.argumentsDelta).join(''))).toEqual({ zone: 'Paris' });
    expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls' });
  });

  it('gives the probabilities of tokens', () => {
    const { events } = readText(fixture('logprobs.ndjson'));
    const [first] = of(events, 'text-delta').flatMap(({ logprobs = [] }) => logprobs);
    expect(first).toMatchObject({ token: 'Hello', logprob: expect.any(Number) });
    expect(first?.alternatives).toHaveLength(2);
  });

  it.each(['chat', 'tools', 'thinking', 'forced-call', 'logprobs'])(
    'is the same however it is cut: %s',
    (name) => {
      const bytes = new TextEncoder().encode(fixture(`${name}.ndjson`));
      const forcesCall = name === 'forced-call';
      const whole = readAnswer([bytes], forcesCall).events;
      expect(whole.at(-1)?.type).toBe('finish');
      const ways = [...everyTwoWaySplit(bytes), ...sampleThreeWaySplits(bytes, 100), piecesOf(bytes, 1)];
      for (const pieces of ways) expect(readAnswer(pieces, forcesCall).events).toEqual(whole);
    },
  );

  it('is no answer wherever it is cut off', () => {
    const bytes = new TextEncoder().encode(fixture('tools.ndjson'));
    for (let end = 1; end < bytes.length - 2; end += 7) {
      const { events, failure, warnings } = readAnswer([bytes.subarray(0, end)]);
      expect([of(events, 'finish'), failure, warnings]).toEqual([[], undefined, []]);
    }
  });
});

describe('an answer', () => {
  const call = (name: string, more: object = {}) => ({ function: { name, arguments: {} }, ...more });

  it('may call several tools, in one line or many, and with the last line', () => {
    const { events } = readText(
      text(
        piece({ content: 'I look.', tool_calls: [call('a', { id: 'x' }), call('b', { id: 'y' })] }),
        piece({ content: '', tool_calls: [call('c', { id: 'z' })] }),
        last({ message: { content: '', tool_calls: [call('d', { id: 'w' })] } }),
      ),
    );
    expect(of(events, 'tool-call').map(({ name, id, part }) => [name, id, part])).toEqual([
      ['a', 'x', 1],
      ['b', 'y', 2],
      ['c', 'z', 3],
      ['d', 'w', 4],
    ]);
  });

  it('leaves ids to core that are missing or not unique', () => {
    const calls = [call('a'), call('b', { id: 'x' }), call('c', { id: 'x' }), call('d', { id: '' })];
    const { events } = readText(text(piece({ tool_calls: calls }), last()));
    expect(of(events, 'tool-call').map(({ id }) => id)).toEqual(['', 'x', 'x', '']);
  });

  it('may have arguments as a text, or none, and calls that are none', () => {
    const calls = [
      { function: { name: 'a', arguments: '{"b":1}' } },
      { function: { name: 'b' } },
      { function: { arguments: {} } },
      null,
    ];
    const { events } = readText(text(piece({ tool_calls: calls }), last()));
    expect(of(events, 'tool-call').map(({ rawArguments }) => rawArguments)).toEqual(['{"b":1}', '{}']);
  });

  it('keeps the order of its parts', () => {
    const { events } = readText(
      text(
        piece({ content: '', thinking: 'one' }),
        piece({ content: 'two' }),
        piece({ content: 'two' }),
        piece({ content: 'four', thinking: 'three' }),
        last(),
      ),
    );
    expect(
      events.flatMap((event) => ('part' in event && 'text' in event ? [[event.part, event.text]] : [])),
    ).toEqual([
      [0, 'one'],
      [1, 'two'],
      [1, 'two'],
      [2, 'three'],
      [3, 'four'],
    ]);
  });

  it('without counts and times says nothing of them', () => {
    const { events } = readText(text(piece({ content: 'Hi' }), last({ done_reason: undefined })));
    expect(of(events, 'usage')[0]?.usage).toEqual({ raw: {} });
    expect(events.at(-1)).toEqual({ type: 'finish', finishReason: 'stop', timings: { raw: {} } });
  });

  it.each([
    { remote_host: 'https://ollama.com:443' },
    { model: 'gpt-oss:120b-cloud' },
    { model: 'kimi:cloud' },
  ])('of another server is not free: %j', (more) => {
    expect(of(readText(text(last(more))).events, 'usage')[0]?.usage.cost).toBeNull();
    expect(of(readText(text(last())).events, 'usage')[0]?.usage.cost).toBeUndefined();
  });

  it('is whole without the end of its last line, and with empty ones and carriage returns', () => {
    const bare = text(piece({ content: 'Hi' }), last()).trimEnd();
    expect(readText(bare).events.at(-1)?.type).toBe('finish');
    expect(readText(`\n${bare.replaceAll('\n', '\r\n\r\n')}`).events).toEqual(readText(bare).events);
  });

  it('is read to its last line only', () => {
    const { events, warnings } = readText(`${text(last(), piece({ content: 'more' }), last())}junk\n`);
    expect(of(events, 'finish')).toHaveLength(1);
    expect([of(events, 'text-delta'), warnings]).toEqual([[], []]);
  });
});

describe('a forced answer', () => {
  const written = (...texts: string[]) =>
    readText(text(...texts.map((content) => piece({ content })), last({ done_reason: 'length' })), true)
      .events;
  const argumentsOf = (events: ChatEvent[]) =>
    of(events, 'tool-call-delta')
      .map((delta) => delta.argumentsDelta)
      .join('');

  it('is a call whatever its white space, up to the end of its arguments', () => {
    const events = written(' {\n"name" :', ' "f" , "parameters":\n {"a":"}\\"{",', '"b":{}} } \n');
    expect(of(events, 'tool-call-start')[0]?.name).toBe('f');
    expect(JSON.parse(argumentsOf(events))).toEqual({ a: '}"{', b: {} });
  });

  it('that is cut inside its arguments is half a call', () => {
    const events = written('{"name":"f","parameters":{"a":"b');
    expect(argumentsOf(events)).toBe('{"a":"b');
    expect(events.at(-1)).toMatchObject({ finishReason: 'length' });
  });

  it.each(['{"name":"f', 'Sorry, no.', '{"name":"f","arguments":{}}'])(
    'that is no call is text: %s',
    (answer) => {
      const events = written(answer);
      expect(joined(events, 'text-delta')).toBe(answer);
      expect(of(events, 'tool-call-start')).toEqual([]);
    },
  );

  it('may be a call that the server has found itself', () => {
    const calls = [{ id: 'x', function: { name: 'f', arguments: { a: 1 } } }];
    const { events } = readText(text(piece({ content: '', tool_calls: calls }), last()), true);
    expect(of(events, 'tool-call')).toMatchObject([{ id: 'x', name: 'f' }]);
  });
});

describe('a line that is no part of an answer', () => {
  it('is skipped with a warning', () => {
    const { events, failure, warnings } = readText(`${text(piece({ content: 'Hi' }))}{oops\n${text(last())}`);
    expect(failure).toBeUndefined();
    expect(warnings).toMatchObject([{ code: 'malformed-event' }]);
    expect(joined(events, 'text-delta')).toBe('Hi');
  });

  it('is an error where it is not the only one, although the answer has its end', () => {
    const { events, failure } = readText(`{oops\n{oops\n${text(last())}`);
    expect(failure).toMatchObject({
      code: 'RESPONSE_INVALID',
      message: expect.stringContaining('2 of its 3'),
    });
    expect(of(events, 'finish')).toEqual([]);
  });

  it.each([
    ['<!doctype html>\n<title>Login</title>\n', /an HTML page/],
    ['{"id":"chatcmpl-1","choices":[]}\n', /other JSON/],
    ['data: {"choices":[]}\n\n'.repeat(20), /no JSON/],
  ])('is an error where there is nothing else: %j', (answer, message) => {
    const { failure } = readText(answer);
    expect(failure).toMatchObject({ code: 'RESPONSE_INVALID', message: expect.stringMatching(message) });
  });
});
