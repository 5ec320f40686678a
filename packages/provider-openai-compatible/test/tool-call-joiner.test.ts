import { describe, expect, it } from 'vitest';
import { callsOf } from './support/call-context.js';
import { delta, readFrames } from './support/read-answer.js';

const f = (name: string | undefined, args: unknown, more: object = {}) => ({
  ...more,
  function: { ...(name !== undefined && { name }), arguments: args },
});

function join(...chunks: object[][]) {
  const frames = chunks.map((fragments) => delta({ tool_calls: fragments }));
  return callsOf(readFrames([...frames, delta({}, 'tool_calls'), '[DONE]']).events);
}

describe('joining tool calls', () => {
  it('joins fragments by index, as OpenAI sends them', () => {
    const calls = join(
      [f('add', '', { index: 0, id: 'a' })],
      [f(undefined, '{"a"', { index: 0 })],
      [f('sub', '{"b":', { index: 1, id: 'b' })],
      [f(undefined, ':1}', { index: 0 }), f(undefined, '2}', { index: 1 })],
    );
    expect(calls).toEqual([
      { id: 'a', name: 'add', arguments: '{"a":1}' },
      { id: 'b', name: 'sub', arguments: '{"b":2}' },
    ]);
  });

  it('tells calls apart by id where all are at index 0', () => {
    const calls = join(
      [f('add', '{"a":1}', { index: 0, id: 'a' })],
      [f('add', '{"a":2}', { index: 0, id: 'b' })],
      [f('add', '', { index: 0, id: 'c' })],
      [f(undefined, '{}', { index: 0 })],
    );
    expect(calls).toEqual([
      { id: 'a', name: 'add', arguments: '{"a":1}' },
      { id: 'b', name: 'add', arguments: '{"a":2}' },
      { id: 'c', name: 'add', arguments: '{}' },
    ]);
  });

  it('keeps one call where its id and name are repeated in each fragment', () => {
    const calls = join(
      [f('add', '{"a":', { index: 0, id: 'a' })],
      [f('add', '1}', { index: 0, id: 'a' })],
      [f('add', '', { index: 0, id: 'a' })],
    );
    expect(calls).toEqual([{ id: 'a', name: 'add', arguments: '{"a":1}' }]);
  });

  it('keeps one call where each fragment has an id of its own', () => {
    const calls = join(
      [f('add', '{"a"', { index: 0, id: 'x1' })],
      [f(undefined, ':1', { index: 0, id: 'x2' })],
      [f('', '}', { index: 0, id: 'x3' })],
    );
    expect(calls).toEqual([{ id: 'x1', name: 'add', arguments: '{"a":1}' }]);
  });

  it('tells whole calls apart without index and id', () => {
    const calls = join([f('add', '{"a":1}'), f('add', '{"a":2}')], [f('sub', '{}')]);
    expect(calls).toEqual([
      { id: '', name: 'add', arguments: '{"a":1}' },
      { id: '', name: 'add', arguments: '{"a":2}' },
      { id: '', name: 'sub', arguments: '{}' },
    ]);
  });

  it('joins fragments without index by id, then to the last call', () => {
    const calls = join(
      [f('add', '{"a"', { id: 'a' })],
      [f('sub', '{"b"', { id: 'b' })],
      [f(undefined, ':1}', { id: 'a' })],
      [f(undefined, ':2}')],
    );
    expect(calls).toEqual([
      { id: 'a', name: 'add', arguments: '{"a":1}' },
      { id: 'b', name: 'sub', arguments: '{"b":2}' },
    ]);
  });

  it('waits for a name that comes late, and loses nothing that came before', () => {
    const calls = join(
      [f(undefined, '{"a"', { index: 0, id: 'a' })],
      [f(undefined, ':', { index: 0 })],
      [f('add', '1}', { index: 0 })],
    );
    expect(calls).toEqual([{ id: 'a', name: 'add', arguments: '{"a":1}' }]);
  });

  it('writes arguments that came as an object as JSON', () => {
    expect(join([f('add', { a: 1 }, { index: 0, id: 'a' })])).toEqual([
      { id: 'a', name: 'add', arguments: '{"a":1}' },
    ]);
  });

  it('takes null for absent everywhere', () => {
    const calls = join(
      [{ index: 0, id: 'a', type: null, function: { name: 'add', arguments: null } }],
      [{ index: 0, id: null, function: { name: null, arguments: '{}' } }],
      [{ index: 0, function: null }],
    );
    expect(calls).toEqual([{ id: 'a', name: 'add', arguments: '{}' }]);
  });

  it('leaves out a call that never gets a name, with a warning', () => {
    const read = readFrames([
      delta({ tool_calls: [f(undefined, '{}', { index: 0, id: 'a' })] }),
      delta({}, 'stop'),
    ]);
    expect(callsOf(read.events)).toEqual([]);
    expect(read.warnings.map(({ code }) => code)).toEqual(['malformed-event']);
    expect(read.events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
  });

  it('reads the older function_call', () => {
    const read = readFrames([
      delta({ function_call: { name: 'add', arguments: '{"a"' } }),
      delta({ function_call: { arguments: ':1}' } }),
      delta({}, 'function_call'),
    ]);
    expect(callsOf(read.events)).toEqual([{ id: '', name: 'add', arguments: '{"a":1}' }]);
    expect(read.events.at(-1)).toMatchObject({
      finishReason: 'tool-calls',
      rawFinishReason: 'function_call',
    });
  });

  it('hands over what must come back with a call', () => {
    const extra_content = { google: { thought_signature: 'abc' } };
    const read = readFrames([
      delta({ tool_calls: [f('add', '{}', { index: 0, id: 'a', extra_content })] }),
      delta({}, 'stop'),
    ]);
    expect(read.events).toContainEqual({
      type: 'part-end',
      part: 0,
      providerData: { type: 'openai-compatible', data: { extra_content } },
    });
  });
});
