import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contract.js';
import {
  errorOf,
  finish,
  passing,
  providerOf,
  read,
  reasoning,
  scriptedDriver,
  text,
  toolCall,
  typesOf,
} from '../support/scripted.js';

const data = { type: 'scripted', data: { signature: 'x' } };

describe('warnings', () => {
  const unknown = { code: 'malformed-event', message: 'one event was skipped' };

  it('of a driver are told as events, before the finish at the latest, and are in the response once', async () => {
    const driver = scriptedDriver([
      [text('Hi')],
      async (call) => {
        call.warn(unknown);
        call.warn(unknown);
      },
      [finish()],
    ]);
    const stream = providerOf(driver).stream('x');
    const { items } = await read(stream);
    expect(items.map(({ type }) => type)).toEqual(['start', 'text-delta', 'warning', 'part-end', 'finish']);
    expect((await stream.response).warnings).toEqual([unknown]);
  });

  it('are told again after a retry, because those of the failed attempt were kept back', async () => {
    const driver = scriptedDriver(
      [async (call) => call.warn(unknown), [{ type: 'start' }], passing()],
      [[text('Hi'), finish()]],
    );
    const stream = providerOf(driver, { capabilities: { seed: false } }).stream({ messages: 'x', seed: 1 });
    const { items } = await read(stream);
    const told = items.flatMap((event) => (event.type === 'warning' ? [event.warning] : []));
    expect(told).toMatchObject([{ code: 'unsupported-setting', setting: 'seed' }, unknown]);
    expect((await stream.response).warnings).toEqual(told);
  });

  it('that a driver passes on as events are in the response too, each once', async () => {
    const provider = providerOf(
      scriptedDriver([[{ type: 'warning', warning: unknown }], [text('Hi')], [finish()]]),
    );
    const stream = provider.stream('x');
    expect((await typesOf(stream)).filter((type) => type === 'warning')).toHaveLength(1);
    expect((await stream.response).warnings).toEqual([unknown]);
  });
});

describe('retries', () => {
  it('begin with nothing of the attempt that failed', async () => {
    const driver = scriptedDriver(
      [[{ type: 'start', id: 'first' }, { type: 'usage', usage: { inputTokens: 99 } }, text('')], passing()],
      [[text('Hi'), finish()]],
    );
    const stream = providerOf(driver).stream('x');
    expect((await read(stream)).items[0]).toEqual({ type: 'start' });
    const response = await stream.response;
    expect(response).toMatchObject({ text: 'Hi', usage: {} });
    expect(response.attempts).toMatchObject([{ code: 'OVERLOADED' }, { provider: 'scripted' }]);
    expect(response.attempts[1]).not.toHaveProperty('code');
  });

  it('are not made after content, whatever kind it is', async () => {
    const first: ChatEvent[][] = [
      [text('H')],
      [reasoning('H')],
      toolCall(0, 'c', 'add'),
      [{ type: 'opaque', part: 0, providerData: data }],
    ];
    for (const content of first) {
      const driver = scriptedDriver([content, passing()]);
      expect(await errorOf(providerOf(driver).chat('x'))).toMatchObject({ code: 'OVERLOADED' });
      expect(driver.requests).toHaveLength(1);
    }
  });
});

describe('an interrupted answer', () => {
  it('is an error with the response so far, never a success', async () => {
    const driver = scriptedDriver([
      [{ type: 'start', id: 'r1' }, text('Hel'), ...toolCall(1, 'c1', 'add', '{"a":')],
    ]);
    const { items, error } = await read(providerOf(driver).stream('x'));
    expect(items.at(-1)?.type).toBe('tool-call-delta');
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', provider: 'scripted', type: 'scripted' });
    expect(error?.partial).toMatchObject({ text: 'Hel', id: 'r1', finishReason: 'other' });
    expect(error?.partial?.toolCalls).toMatchObject([
      { id: 'c1', arguments: undefined, rawArguments: '{"a":', argumentsError: expect.any(String) },
    ]);
  });

  it('is STREAM_INTERRUPTED for a lost connection too, which before the answer is BACKEND_UNREACHABLE', async () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const late = await errorOf(providerOf(scriptedDriver([[text('Hel')], reset])).chat('x'));
    expect(late).toMatchObject({ code: 'STREAM_INTERRUPTED', retryable: true, partial: { text: 'Hel' } });
    expect(late.cause).toBe(reset);
    const early = await errorOf(providerOf(scriptedDriver([reset])).chat('x', { maxRetries: 0 }));
    expect(early).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('has no partial where no content had come', async () => {
    const error = await errorOf(providerOf(scriptedDriver([[]])).chat('x', { maxRetries: 0 }));
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
    expect(error.partial).toBeUndefined();
  });
});
