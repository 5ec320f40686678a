import { describe, expect, it, vi } from 'vitest';
import { ProviderError } from '../../src/errors.js';
import { errorOf, hang, providerOf, read, scriptedDriver, text } from '../support/scripted.js';
import { hello, settle, streaming, watchUnhandledRejections } from '../support/streaming.js';

watchUnhandledRejections();

describe('leaving', () => {
  it('by breaking out closes the connection, and response rejects with what had come', async () => {
    const { driver, stream } = streaming([[text('a')], [text('b')], hang]);
    for await (const piece of stream.text) {
      if (piece === 'b') break;
    }
    expect(driver.calls[0]?.signal.aborted).toBe(true);
    expect(await errorOf(stream.response)).toMatchObject({
      code: 'ABORTED',
      name: 'AbortError',
      provider: 'scripted',
      partial: { text: 'ab' },
    });
    await settle();
    expect(driver.left).toBe(1);
  });

  it('while a read is under way ends that read, quietly', async () => {
    const { driver, stream } = streaming([[text('a')], hang]);
    const events = stream.text[Symbol.asyncIterator]();
    await events.next();
    const pending = events.next();
    await events.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(driver.calls[0]?.signal.aborted).toBe(true);
  });

  it('by disposing ends a pending read with ABORTED: a cut answer never looks whole', async () => {
    const { driver, stream } = streaming([[text('a')], hang]);
    const events = stream.text[Symbol.asyncIterator]();
    await events.next();
    const pending = errorOf(events.next());
    await stream[Symbol.asyncDispose]();
    expect(await pending).toMatchObject({ code: 'ABORTED', partial: { text: 'a' } });
    expect(driver.calls[0]?.signal.aborted).toBe(true);
    expect(await errorOf(stream.response)).toMatchObject({ code: 'ABORTED' });
  });

  it('by disposing while response drains rejects it', async () => {
    const { driver, stream } = streaming([[text('a')], hang]);
    const response = errorOf(stream.response);
    await settle();
    await stream[Symbol.asyncDispose]();
    expect(await response).toMatchObject({ code: 'ABORTED', partial: { text: 'a' } });
    await settle();
    expect(driver.left).toBe(1);
  });

  it('after the end changes nothing', async () => {
    const { stream } = streaming(hello);
    for await (const event of stream) if (event.type === 'finish') break;
    await stream[Symbol.asyncDispose]();
    expect((await stream.response).text).toBe('Hello');
  });

  it('while a retry is waited for makes no further attempt', async () => {
    const slowly = new ProviderError({ code: 'OVERLOADED', message: 'busy', retryAfterMs: 2_000 });
    const { driver, stream } = streaming([slowly]);
    const events = stream[Symbol.asyncIterator]();
    const first = events.next();
    await vi.waitFor(() => expect(driver.left).toBe(1), { interval: 1 });
    await events.return?.();
    expect(await first).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(driver.requests).toHaveLength(1);
  });

  it('before the key is known sends nothing', async () => {
    const driver = scriptedDriver(hello);
    let give: (key: string) => void = () => {};
    const key = new Promise<string>((resolve) => {
      give = resolve;
    });
    const stream = providerOf(driver, {}, { apiKey: () => key }).stream('x');
    const events = stream[Symbol.asyncIterator]();
    const pending = events.next();
    await events.return?.();
    give('key-1234');
    await pending;
    await settle();
    expect(driver.requests).toHaveLength(0);
  });
});

describe('the signal', () => {
  it('stops before anything is sent where it is aborted already', async () => {
    const driver = scriptedDriver(hello);
    const reason = new Error('changed my mind');
    const stream = providerOf(driver).stream('x', { signal: AbortSignal.abort(reason) });
    const { error } = await read(stream);
    expect(error).toMatchObject({ code: 'ABORTED', name: 'AbortError', cause: reason });
    expect(driver.requests).toHaveLength(0);
  });

  it('beats events that wait in the queue', async () => {
    const controller = new AbortController();
    const driver = scriptedDriver([[text('a'), text('b'), text('c')], hang]);
    const stream = providerOf(driver).stream('x', { signal: controller.signal });
    const seen: string[] = [];
    const error = await errorOf(async () => {
      for await (const piece of stream.text) {
        seen.push(piece);
        controller.abort();
      }
    });
    expect(seen).toEqual(['a']);
    expect(error).toMatchObject({ code: 'ABORTED', partial: { text: 'abc' } });
  });

  it('beats what is to be replayed', async () => {
    const controller = new AbortController();
    const driver = scriptedDriver([[text('a')], [text('b')], hang]);
    const stream = providerOf(driver).stream('x', { signal: controller.signal });
    const response = errorOf(stream.response);
    await settle();
    controller.abort();
    const { items, error } = await read(stream.text);
    expect(items).toEqual([]);
    expect(error).toMatchObject({ code: 'ABORTED' });
    expect(await response).toBe(error);
  });

  it('aborted after the end changes nothing and is let go of', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    const stream = providerOf(scriptedDriver(hello)).stream('x', { signal });
    const events = await read(stream);
    controller.abort();
    expect(events.error).toBeUndefined();
    expect((await stream.response).text).toBe('Hello');
    expect(listeners).toBe(0);
  });
});
