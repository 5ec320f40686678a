import { createProvider, runTools } from '@modelport/core';
import { startFaultyServer, wholeJson, wholeStream } from '@modelport/provider-testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { delta, finish, streaming } from './support/frames.js';
import { readStream, rejectionOf, thrownBy } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

/** What would be found on every object, had it worked. */
const poison =
  '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}';

/** Puts the poison into every object of an answer, which JSON.stringify could not. */
const poisoned = (event: object): string => JSON.stringify(event).replaceAll(/\{(?=")/g, `{${poison},`);

const answer = {
  ...delta({ content: 'Hello' }),
  usage: { prompt_tokens: 9, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 1 } },
};
const frames = [answer, { ...finish(), usage: answer.usage }].map((event) => `data: ${poisoned(event)}\n\n`);

afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

/** Every object within a value, to see that each is plain. */
function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found;
  found.add(value);
  for (const key of Reflect.ownKeys(value)) objectsIn(Reflect.get(value, key), found);
  return found;
}

function expectPlain(value: unknown): void {
  for (const object of objectsIn(value)) {
    expect([Object.prototype, Array.prototype, null]).toContain(Object.getPrototypeOf(object));
  }
}

onBothTransports({}, (connect) => {
  describe('F44: __proto__ and friends', () => {
    it('in the arguments of a tool are plain data', async () => {
      const call = { index: 0, id: 'call_1', function: { name: 'add', arguments: `{${poison},"a":1}` } };
      await using server = await startFaultyServer(streaming(delta({ tool_calls: [call] }), finish()));
      const { response } = await readStream(connect(server).stream('Hi'));
      const given = response?.toolCalls[0]?.arguments;
      expect(given).toEqual(JSON.parse(`{${poison},"a":1}`));
      expect(Object.keys(given ?? {})).toContain('__proto__');
      expectPlain(response?.message);
    });

    it('everywhere in the JSON of a stream change nothing', async () => {
      await using server = await startFaultyServer([wholeStream(frames)]);
      const { response, events } = await readStream(
        connect(server).stream({ messages: 'Hi', includeRaw: true }),
      );
      expect(response).toMatchObject({
        text: 'Hello',
        finishReason: 'stop',
        usage: { inputTokens: 9, cachedInputTokens: 1 },
      });
      for (const event of events) expectPlain(event);
      expectPlain(response);
    });

    it('everywhere in the JSON of a plain answer, models, embeddings and errors change nothing', async () => {
      const whole = {
        id: 'c',
        choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }],
        usage: answer.usage,
      };
      const text = (status: number, body: object) => jsonText(status, poisoned(body));
      await using server = await startFaultyServer([
        text(200, whole),
        text(200, { object: 'list', data: [{ id: 'm' }] }),
        text(200, { data: [{ index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 1 } }),
        text(400, { error: { message: 'No.', type: '__proto__', code: 'constructor' } }),
      ]);
      const provider = connect(server);
      const response = await provider.chat('Hi');
      expect(response.text).toBe('Hello');
      expectPlain(response);
      expect(await provider.models()).toMatchObject([{ id: 'm', name: 'm' }]);
      expect((await provider.embed('Hi')).embeddings).toEqual([[1, 2]]);
      expect(await rejectionOf(provider.chat('Hi'))).toMatchObject({ code: 'REQUEST_INVALID', status: 400 });
    });

    it('as names of tools call nothing that every object inherits', async () => {
      const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
      const tool_calls = names.map((name, index) => ({
        index,
        id: `call_${index}`,
        function: { name, arguments: '{}' },
      }));
      await using server = await startFaultyServer([
        wholeJson(200, { choices: [{ message: { tool_calls }, finish_reason: 'tool_calls' }] }),
        wholeJson(200, { choices: [{ message: { content: 'Done' }, finish_reason: 'stop' }] }),
      ]);
      const add = { name: 'add', parameters: { type: 'object' } } as const;
      const { response, messages } = await runTools(
        connect(server),
        { messages: 'Hi', tools: [add] },
        { add: () => 'never' },
      );
      expect(response.text).toBe('Done');
      const results = messages.filter(({ role }) => role === 'tool');
      expect(results).toHaveLength(names.length);
      for (const result of results) expect(result).toMatchObject({ isError: true });
    });

    it('as names of headers do no harm', async () => {
      const body = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] };
      await using server = await startFaultyServer([
        wholeJson(200, body, JSON.parse('{"__proto__":"polluted","constructor":"polluted"}')),
      ]);
      const { headers } = await connect(server).chat('Hi', {
        headers: JSON.parse('{"__proto__":"a","constructor":"b"}'),
      });
      expect(headers['content-type']).toBe('application/json');
      expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
      expect(server.requests[0]?.headers['constructor']).toMatch(/b$/);
    });

    it('in options and requests read from JSON are refused, or sent as what they are', async () => {
      await using server = await startFaultyServer('none');
      const options = JSON.parse(`{"baseUrl":"${server.baseUrl}/v1",${poison}}`);
      expect(thrownBy(() => createProvider('openai-compatible', options))).toMatchObject({
        code: 'SETTING_INVALID',
        setting: '__proto__',
      });
      const provider = connect(server);
      for (const request of [
        { messages: 'Hi', ...JSON.parse(`{${poison}}`) },
        { messages: 'Hi', providerOptions: { 'openai-compatible': JSON.parse(`{${poison}}`) } },
      ]) {
        expect(await rejectionOf(provider.chat(request))).toMatchObject({ code: 'REQUEST_INVALID' });
      }
      expect(server.requests).toHaveLength(0);
      await provider.chat({ messages: 'Hi', extraBody: JSON.parse(`{${poison},"a":1}`) });
      expect(server.requests[0]?.body).toMatchObject({
        a: 1,
        messages: [{ content: 'Hi' }],
        model: 'faulty',
      });
      expect(Object.keys(server.requests[0]?.body ?? {})).toContain('constructor');
    });
  });
});

function jsonText(status: number, text: string) {
  const head = `HTTP/1.1 ${status} Oh\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`;
  return [{ do: 'send', bytes: head + text }] as const;
}
