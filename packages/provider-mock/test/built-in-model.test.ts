import type { DriverMessage, DriverTool } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { builtInModel } from '../src/built-in-model.js';
import { requestOf } from './play.js';

const getWeather: DriverTool = {
  name: 'get_weather',
  parameters: {
    type: 'object',
    required: ['city'],
    properties: { city: { type: 'string' }, unit: { type: 'string' } },
  },
};
const setTimer: DriverTool = {
  name: 'setTimer',
  parameters: {
    type: 'object',
    required: ['minutes'],
    properties: { minutes: { type: 'integer', minimum: 1 } },
  },
};

const answer = (question: string) => builtInModel(requestOf(question)).text ?? '';

describe('the built-in model', () => {
  it.each([
    ['help', 'count to 20'],
    ['What can you do?', 'call a tool'],
    ['How do I get a real model?', 'llama-server'],
    ['which api key do I need', 'OPENAI_API_KEY'],
    ['Hello!', 'Hello!'],
    ['who are you', 'built-in mock model'],
  ])('knows what to say to "%s"', (question, part) => {
    expect(answer(question)).toContain(part);
  });

  it('says what was asked, that it is no real model, and how to go on', () => {
    expect(answer('Why is the\n sky blue?')).toMatch(
      /You said: "Why is the sky blue\?".*built-in mock model.*help/,
    );
    expect(answer('x'.repeat(1000)).length).toBeLessThan(500);
  });

  it('counts, as far as is reasonable', () => {
    expect(answer('Please count to 5')).toBe('1 2 3 4 5');
    expect(answer('count to 99999999').length).toBeLessThan(5_000);
  });

  it('says that it cannot see an image', () => {
    const image = { type: 'image', url: 'https://example.com/cat.png' } as const;
    const { text } = builtInModel({
      messages: [{ role: 'user', content: [image, { type: 'text', text: 'Cute?' }] }],
    });
    expect(text).toContain('1 attached file, which I cannot see');
  });

  it('thinks aloud only when reasoning is asked for', () => {
    const reasoningFor = (reasoning: NonNullable<Parameters<typeof builtInModel>[0]['reasoning']>) =>
      builtInModel(requestOf('one two three', { reasoning })).reasoning;
    expect(reasoningFor({ effort: 'low' })).toContain('3 words');
    expect(reasoningFor({ enabled: true })).toContain('3 words');
    expect(reasoningFor({ effort: 'none' })).toBeUndefined();
    expect(builtInModel(requestOf('one')).reasoning).toBeUndefined();
  });
});

describe('tools', () => {
  const callFor = (question: string, more: Parameters<typeof requestOf>[1] = {}) =>
    builtInModel(requestOf(question, { tools: [getWeather, setTimer], ...more })).toolCalls;

  it('are called when the user names one, with arguments from the question', () => {
    expect(callFor('What is the weather in Paris?')).toEqual([
      { name: 'get_weather', arguments: { city: 'Paris' } },
    ]);
    expect(callFor('Start a timer of 5 minutes')).toEqual([{ name: 'setTimer', arguments: { minutes: 5 } }]);
  });

  it('get the numbers of the question in their order', () => {
    const number = { type: 'number' };
    const add = {
      name: 'add',
      parameters: { type: 'object', required: ['a', 'b'], properties: { a: number, b: number } },
    };
    expect(callFor('Add 2 and 3.', { tools: [add] })).toEqual([{ name: 'add', arguments: { a: 2, b: 3 } }]);
    expect(callFor('add 7', { tools: [add] })).toEqual([{ name: 'add', arguments: { a: 7, b: 7 } }]);
    expect(callFor('add 2-3.5', { tools: [add] })).toEqual([{ name: 'add', arguments: { a: 2, b: 3.5 } }]);
  });

  it('are left alone when the user names none or the request forbids it', () => {
    expect(callFor('Tell me a story')).toBeUndefined();
    expect(callFor('What is the weather in Paris?', { toolChoice: 'none' })).toBeUndefined();
  });

  it('are called when the request demands it', () => {
    expect(callFor('Tell me a story', { toolChoice: 'required' })).toMatchObject([{ name: 'get_weather' }]);
    expect(callFor('Tell me a story', { toolChoice: { name: 'setTimer' } })).toEqual([
      { name: 'setTimer', arguments: { minutes: 1 } },
    ]);
  });

  it('have their results told', () => {
    const messages: DriverMessage[] = [
      { role: 'user', content: [{ type: 'text', text: 'Weather in Paris and Rome?' }] },
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', id: 'a', name: 'get_weather', arguments: { city: 'Paris' } },
          { type: 'tool-call', id: 'b', name: 'get_weather', arguments: { city: 'Rome' } },
        ],
      },
      { role: 'tool', toolCallId: 'a', toolName: 'get_weather', content: [{ type: 'text', text: 'sunny' }] },
      { role: 'tool', toolCallId: 'b', content: [{ type: 'text', text: 'no such city' }], isError: true },
    ];
    const { text, toolCalls } = builtInModel({ messages, tools: [getWeather] });
    expect(text).toBe('The tool get_weather answered: sunny\nThe tool failed: no such city');
    expect(toolCalls).toBeUndefined();
  });
});

describe('structured output', () => {
  it('is JSON that the schema accepts, or any object without one', () => {
    const schema = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } };
    const withSchema = builtInModel(
      requestOf('Where is "Notre Dame"?', { responseFormat: { type: 'json', schema } }),
    );
    const without = builtInModel(requestOf('Anything', { responseFormat: { type: 'json' } }));
    expect(JSON.parse(withSchema.text ?? '')).toEqual({ city: 'Notre Dame' });
    expect(JSON.parse(without.text ?? '')).toBeTypeOf('object');
  });
});
