import { describe, expect, it } from 'vitest';
import type { ChatEvent, ChatStream } from '../../src/contract.js';
import {
  answering,
  errorOf,
  finish,
  passing,
  providerOf,
  read,
  reasoning,
  text,
} from '../support/scripted.js';
import { hello, settle, streaming, watchUnhandledRejections } from '../support/streaming.js';

watchUnhandledRejections();

describe('a stream that is not read', () => {
  it('sends nothing', async () => {
    const { driver, stream } = streaming(hello);
    stream.batches();
    void stream.text;
    await settle();
    expect(driver.requests).toHaveLength(0);
  });

  it('throws nothing for a request that is wrong: reading does', async () => {
    const stream = answering().stream({ messages: [] });
    expect((await read(stream)).error).toMatchObject({ code: 'REQUEST_INVALID', provider: 'scripted' });
    expect(await errorOf(stream.response)).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('sends nothing when its iterator is returned before the first read', async () => {
    const { driver, stream } = streaming(hello);
    const events = stream[Symbol.asyncIterator]();
    await events.return?.();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(await errorOf(stream.response)).toMatchObject({ code: 'ABORTED', name: 'AbortError' });
    expect(driver.requests).toHaveLength(0);
  });

  it('sends nothing when it is disposed of, and cannot be read afterwards', async () => {
    const { driver, stream } = streaming(hello);
    await stream[Symbol.asyncDispose]();
    expect((await read(stream)).error).toMatchObject({ code: 'ABORTED' });
    expect(driver.requests).toHaveLength(0);
  });
});

describe('the views', () => {
  it('give single events, batches as they arrived, or text', async () => {
    expect((await read(answering(...hello).stream('x'))).items.map(({ type }) => type)).toEqual([
      'start',
      'text-delta',
      'text-delta',
      'part-end',
      'finish',
    ]);
    expect(
      (
        await read(
          answering(...hello)
            .stream('x')
            .batches(),
        )
      ).items.map((batch) => batch.length),
    ).toEqual([2, 3]);
    expect((await read(answering(...hello).stream('x').text)).items).toEqual(['Hel', 'lo']);
  });

  it('hand on the very batch of the driver where nothing had to change', async () => {
    const batch = [text('lo'), text('!')];
    const batches = (
      await read(
        answering([text('Hel')], batch, [finish()])
          .stream('x')
          .batches(),
      )
    ).items;
    expect(batches[1]).toBe(batch);
  });

  it('are views of one pass: a second one throws', async () => {
    const second: ((stream: ChatStream) => unknown)[] = [
      (stream) => stream[Symbol.asyncIterator](),
      (stream) => stream.batches(),
      (stream) => stream.text[Symbol.asyncIterator](),
    ];
    for (const view of second) {
      const stream = answering(...hello).stream('x');
      view(stream);
      for (const other of second) {
        expect(await errorOf(() => other(stream))).toMatchObject({ code: 'REQUEST_INVALID' });
      }
    }
  });

  it('skip batches that hold nothing for them', async () => {
    expect((await read(answering([], [finish()]).stream('x').text)).items).toEqual([]);
  });

  it('come to their first text in good time after very many batches without any', async () => {
    const thoughts = Array.from({ length: 20_000 }, () => [reasoning('.')]);
    const { stream } = streaming([...thoughts, [text('Hi', 1), finish()]]);
    expect((await read(stream.text)).items).toEqual(['Hi']);
  });

  it('read nothing ahead of their consumer', async () => {
    const { driver, stream } = streaming([[text('a')], [text('b')], [text('c'), finish()]]);
    const batches = stream.batches();
    await batches.next();
    await settle();
    expect(driver.reads).toBe(1);
    await batches.next();
    await settle();
    expect(driver.reads).toBe(2);
  });

  it('serve calls of next() that do not wait for each other, in order', async () => {
    const { driver, stream } = streaming([[text('a'), text('b')], [text('c')], [finish()]]);
    const texts = stream.text[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 6 }, () => texts.next()));
    expect(results.map(({ value }) => value)).toEqual(['a', 'b', 'c', undefined, undefined, undefined]);
    expect(driver.requests).toHaveLength(1);
  });

  it('serve batches() that are asked for without waiting, one read at a time', async () => {
    let reading = 0;
    let most = 0;
    const pause = async () => {
      most = Math.max(most, ++reading);
      await settle();
      reading--;
    };
    const { driver, stream } = streaming([pause, [text('a')], pause, [text('b')], pause, [finish()]]);
    const batches = stream.batches();
    const first = batches.next();
    const second = batches.next();
    await first;
    const third = batches.next();
    const fourth = batches.next();
    const types = (await Promise.all([first, second, third, fourth])).map(({ value }) =>
      value?.map((event: ChatEvent) => event.type),
    );
    expect(types).toEqual([['start', 'text-delta'], ['text-delta'], ['part-end', 'finish'], undefined]);
    expect(most).toBe(1);
    expect(driver.requests).toHaveLength(1);
  });

  it('throw an error once and are at their end then; nothing is sent again', async () => {
    const { driver, stream } = streaming([[text('a')], passing('gone')]);
    const batches = stream.batches();
    const results = await Promise.allSettled([
      batches.next(),
      batches.next(),
      batches.next(),
      batches.next(),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[2]).toMatchObject({ value: { done: true } });
    expect(driver.requests).toHaveLength(1);
  });
});

describe('many streams at once', () => {
  it('do not mix', async () => {
    const provider = providerOf({
      async *stream(request) {
        const [part] = request.messages[0]?.content ?? [];
        for (const letter of (part as { text: string }).text) {
          await Promise.resolve();
          yield [text(letter)];
        }
        yield [finish()];
      },
    });
    const names = Array.from({ length: 200 }, (_, index) => `stream ${index}`);
    const responses = await Promise.all(names.map((name) => provider.stream(name).response));
    expect(responses.map((response) => response.text)).toEqual(names);
  });
});
