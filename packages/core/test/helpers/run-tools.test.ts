import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { runTools } from '../../src/helpers/run-tools.js';
import { tool } from '../../src/helpers/tool.js';
import { errorOf, finish, providerOf, scriptedDriver, text, toolCall } from '../support/scripted.js';

const add = tool({ name: 'add', parameters: z.object({ a: z.number(), b: z.number() }) });
const now = tool({ name: 'now' });
const calling = (...calls: [id: string, name: string, raw: string][]) => [
  [...calls.flatMap(([id, name, raw], part) => toolCall(part, id, name, raw)), finish('tool-calls')],
];
const done = [[text('Done.'), finish()]];
const handlers = { add: ({ a, b }: { a: number; b: number }) => a + b, now: () => 'noon' };

describe('runTools', () => {
  it('answers the calls of the model until it answers in text', async () => {
    const driver = scriptedDriver(
      calling(['c1', 'add', '{"a":1,"b":2}'], ['c2', 'now', '']),
      calling(['c3', 'add', '{"a":3,"b":4}']),
      done,
    );
    const request = { messages: 'Add.', tools: [add, now], temperature: 0 } as const;
    const { response, messages, steps } = await runTools(providerOf(driver), request, handlers);
    expect(response.text).toBe('Done.');
    expect(steps).toBe(3);
    expect(messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
      'assistant',
      'tool',
      'assistant',
    ]);
    expect(messages.filter(({ role }) => role === 'tool')).toMatchObject([
      { toolCallId: 'c1', toolName: 'add', content: '3' },
      { toolCallId: 'c2', toolName: 'now', content: 'noon' },
      { toolCallId: 'c3', content: '7' },
    ]);
    expect(driver.requests.every(({ temperature, tools }) => temperature === 0 && tools?.length === 2)).toBe(
      true,
    );
    expect(driver.requests[2]?.messages).toHaveLength(6);
  });

  it('tells the model what failed, and goes on', async () => {
    const driver = scriptedDriver(
      calling(['c1', 'add', '{"a":"x"}'], ['c2', 'add', '{'], ['c3', 'toString', '{}'], ['c4', 'now', '{}']),
      done,
    );
    const { messages } = await runTools(
      providerOf(driver),
      { messages: 'x', tools: [add, now] },
      {
        ...handlers,
        now: () => {
          throw new Error('no clock');
        },
      },
    );
    const results = messages.filter((message) => message.role === 'tool');
    expect(results).toMatchObject([
      { toolCallId: 'c1', isError: true, content: expect.stringContaining('a:') },
      { toolCallId: 'c2', isError: true, content: expect.stringContaining('JSON') },
      { toolCallId: 'c3', isError: true, content: expect.stringContaining('toString') },
      { toolCallId: 'c4', isError: true, content: 'no clock' },
    ]);
  });

  it('runs the calls of one answer side by side, with their id and the signal', async () => {
    let running = 0;
    let most = 0;
    const contexts: unknown[] = [];
    const { signal } = new AbortController();
    const driver = scriptedDriver(calling(['c1', 'now', ''], ['c2', 'now', '']), done);
    await runTools(
      providerOf(driver),
      { messages: 'x', tools: [now] },
      {
        now: async (_, context) => {
          contexts.push(context);
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
          return null;
        },
      },
      { signal },
    );
    expect(most).toBe(2);
    expect(contexts).toEqual([
      { id: 'c1', signal },
      { id: 'c2', signal },
    ]);
  });

  it('stops after maxSteps, without running tools whose answer nobody would read', async () => {
    const driver = scriptedDriver(calling(['c1', 'now', '']));
    const clock = vi.fn(() => 'noon');
    const error = await errorOf(
      runTools(providerOf(driver), { messages: 'x', tools: [now] }, { now: clock }, { maxSteps: 2 }),
    );
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'maxSteps' });
    expect(driver.requests).toHaveLength(2);
    expect(clock).toHaveBeenCalledTimes(1);
  });

  it('demands a call only once', async () => {
    const driver = scriptedDriver(calling(['c1', 'now', '']), done);
    await runTools(
      providerOf(driver),
      { messages: 'x', tools: [now], toolChoice: 'required' },
      { now: () => 1 },
    );
    expect(driver.requests[0]?.toolChoice).toBe('required');
    expect(driver.requests[1]?.toolChoice).toBeUndefined();
  });

  it('goes on asking for text where no tool may be called', async () => {
    const driver = scriptedDriver(calling(['c1', 'now', '']), done);
    await runTools(providerOf(driver), { messages: 'x', tools: [now], toolChoice: 'none' }, { now: () => 1 });
    expect(driver.requests.map(({ toolChoice }) => toolChoice)).toEqual(['none', 'none']);
  });

  it('leaves the caller’s messages alone', async () => {
    const messages = [{ role: 'user', content: 'x' }] as const;
    const driver = scriptedDriver(calling(['c1', 'now', '']), done);
    await runTools(providerOf(driver), { messages, tools: [now] }, { now: () => 1 });
    expect(messages).toHaveLength(1);
  });

  it('throws what chat throws', async () => {
    const error = await errorOf(runTools(providerOf(scriptedDriver([])), { messages: [] }, {}));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'messages' });
  });
});
