import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contract.js';
import { answering, finish, read, toolCall, typesOf } from '../support/scripted.js';

const data = { type: 'scripted', data: { signature: 'x' } };

describe('tool calls', () => {
  it('become whole when their part ends, with the arguments parsed once', async () => {
    const stream = answering([...toolCall(0, 'c1', 'add', '{"a":', ' 1}'), finish('tool-calls')]).stream('x');
    const { items } = await read(stream);
    expect(items.map(({ type }) => type)).toEqual([
      'start',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-delta',
      'tool-call',
      'part-end',
      'finish',
    ]);
    expect(items[4]).toEqual({
      type: 'tool-call',
      part: 0,
      id: 'c1',
      name: 'add',
      arguments: { a: 1 },
      rawArguments: '{"a": 1}',
    });
    const { toolCalls, message } = await stream.response;
    expect(toolCalls).toEqual([{ id: 'c1', name: 'add', arguments: { a: 1 }, rawArguments: '{"a": 1}' }]);
    expect(message.content).toEqual([
      { type: 'tool-call', id: 'c1', name: 'add', arguments: { a: 1 }, rawArguments: '{"a": 1}' },
    ]);
  });

  it('may be given whole: the pieces are told all the same, and a second copy is not', async () => {
    const whole: ChatEvent = {
      type: 'tool-call',
      part: 0,
      id: 'c1',
      name: 'add',
      arguments: undefined,
      rawArguments: '{"a":1}',
    };
    const stream = answering([whole, whole, finish()]).stream('x');
    expect(await typesOf(stream)).toEqual([
      'start',
      'tool-call-start',
      'tool-call-delta',
      'tool-call',
      'part-end',
      'finish',
    ]);
    expect((await stream.response).toolCalls).toMatchObject([{ id: 'c1', arguments: { a: 1 } }]);
  });

  it('takes no arguments for an empty object', async () => {
    const { toolCalls } = await answering([...toolCall(0, 'c1', 'now'), finish()]).chat('x');
    expect(toolCalls).toEqual([{ id: 'c1', name: 'now', arguments: {}, rawArguments: '' }]);
  });

  it('says why arguments are unusable and throws nothing', async () => {
    const { toolCalls, finishReason } = await answering([
      ...toolCall(0, 'c1', 'add', '{"a":'),
      finish('tool-calls'),
    ]).chat('x');
    expect(toolCalls[0]).toMatchObject({ arguments: undefined, rawArguments: '{"a":' });
    expect(toolCalls[0]?.argumentsError).toMatch(/JSON/);
    expect(finishReason).toBe('tool-calls');
  });

  it('replaces empty and repeated ids, so that each call can be answered', async () => {
    const { toolCalls } = await answering([
      ...toolCall(0, '', 'add', '{}'),
      ...toolCall(1, '', 'add', '{}'),
      ...toolCall(2, 'c1', 'add', '{}'),
      ...toolCall(3, 'c1', 'add', '{}'),
      finish(),
    ]).chat('x');
    const ids = toolCalls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(ids[2]).toBe('c1');
    expect(ids.every(Boolean)).toBe(true);
  });

  it('overlap without mixing', async () => {
    const { toolCalls } = await answering([
      ...toolCall(0, 'a', 'add'),
      ...toolCall(1, 'b', 'add'),
      { type: 'tool-call-delta', part: 0, argumentsDelta: '{"n":1' },
      { type: 'tool-call-delta', part: 1, argumentsDelta: '{"n":2' },
      { type: 'tool-call-delta', part: 0, argumentsDelta: '}' },
      { type: 'tool-call-delta', part: 1, argumentsDelta: '}' },
      finish(),
    ]).chat('x');
    expect(toolCalls).toMatchObject([
      { id: 'a', arguments: { n: 1 } },
      { id: 'b', arguments: { n: 2 } },
    ]);
  });

  it('makes plain data of __proto__ in arguments', async () => {
    const { toolCalls } = await answering([
      ...toolCall(0, 'c1', 'add', '{"__proto__":{"polluted":true},"constructor":1}'),
      finish(),
    ]).chat('x');
    expect(Object.keys(toolCalls[0]?.arguments as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('turn a finish reason of "stop" into "tool-calls"', async () => {
    const response = await answering([
      ...toolCall(0, 'c1', 'add', '{}'),
      { type: 'finish', finishReason: 'stop', rawFinishReason: 'stop' },
    ]).chat('x');
    expect(response).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'stop' });
    expect(
      (await answering([...toolCall(0, 'c1', 'add', '{}'), finish('length')]).chat('x')).finishReason,
    ).toBe('length');
  });

  it('keep their provider data', async () => {
    const { message } = await answering([
      ...toolCall(0, 'c1', 'add', '{}'),
      { type: 'part-end', part: 0, providerData: data },
      finish(),
    ]).chat('x');
    expect(message.content).toMatchObject([{ type: 'tool-call', id: 'c1', providerData: data }]);
  });
});
