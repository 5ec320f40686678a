import { describe, expect, it } from 'vitest';
import {
  answering,
  errorOf,
  finish,
  providerOf,
  scriptedDriver,
  text,
  toolCall,
} from '../support/scripted.js';

const data = { type: 'scripted', data: 1 };

describe('a part of the message', () => {
  it('has no member that nothing was said for', async () => {
    const { message } = await answering([text('Hi'), ...toolCall(1, 'c1', 'add', '{}'), finish()]).chat('x');
    expect(message.content.map((part) => Object.keys(part))).toEqual([
      ['type', 'text'],
      ['type', 'id', 'name', 'arguments', 'rawArguments'],
    ]);
  });

  it('can be sent back as JSON', async () => {
    const { message } = await answering([
      text('Hi'),
      { type: 'part-end', part: 0, providerData: data },
      ...toolCall(1, 'c1', 'add', '{"a":1}'),
      finish(),
    ]).chat('x');
    expect(JSON.parse(JSON.stringify(message))).toEqual(message);
  });

  it('takes provider data over what a file brought itself', async () => {
    const { message } = await answering([
      {
        type: 'file',
        part: 0,
        file: { type: 'file', url: 'https://a.example/x', providerData: { ...data, data: 0 } },
      },
      { type: 'part-end', part: 0, providerData: data },
      finish(),
    ]).chat('x');
    expect(message.content).toEqual([{ type: 'file', url: 'https://a.example/x', providerData: data }]);
  });

  it('is not made of a tool call that never began', async () => {
    const { message, toolCalls } = await answering([
      { type: 'tool-call-delta', part: 0, argumentsDelta: '{}' },
      text('Hi', 1),
      finish(),
    ]).chat('x');
    expect(toolCalls).toEqual([]);
    expect(message.content).toEqual([{ type: 'text', text: 'Hi' }]);
  });

  it('of a cut answer holds what had come', async () => {
    const error = await errorOf(
      providerOf(scriptedDriver([[text('Hel'), ...toolCall(1, 'c1', 'add', '{"a"')]])).chat('x'),
    );
    expect(error.partial?.message.content).toEqual([
      { type: 'text', text: 'Hel' },
      { type: 'tool-call', id: 'c1', name: 'add', arguments: undefined, rawArguments: '{"a"' },
    ]);
  });
});
