import { type ChatStream, wrapProvider } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../../src/index.js';
import {
  errorOf,
  fails,
  finish,
  read,
  reasoning,
  type Script,
  type Scripted,
  says,
  scripted,
  text,
} from '../support/scripted.js';
import { settle, watchUnhandledRejections } from '../support/time.js';

import { gone, hello, ways } from '../support/ways.js';

watchUnhandledRejections();

describe.each(ways)('a stream %s', (_, wrap) => {
  function streaming(...scripts: readonly Script[]): Scripted & { readonly stream: ChatStream } {
    const target = scripted('a', scripts);
    return Object.assign(target, { stream: wrap(target.provider).stream('x') });
  }

  it('that is not read sends nothing', async () => {
    const { stream, requests } = streaming(hello);
    stream.batches();
    void stream.text;
    await settle();
    expect(requests).toHaveLength(0);
  });

  it('throws nothing for a request that is wrong: reading does', async () => {
    const { provider, requests } = scripted('a', [hello]);
    const stream = wrap(provider).stream({ messages: [] });
    expect((await read(stream)).error).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(await errorOf(stream.response)).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(requests).toHaveLength(0);
  });

  it('sends nothing when its iterator is returned before the first read', async () => {
    const { stream, requests } = streaming(hello);
    const events = stream[Symbol.asyncIterator]();
    await events.return?.();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(await errorOf(stream.response)).toMatchObject({ code: 'ABORTED', name: 'AbortError' });
    expect(requests).toHaveLength(0);
  });

  it('sends nothing when it is disposed of, and cannot be read afterwards', async () => {
    const { stream, requests } = streaming(hello);
    await stream[Symbol.asyncDispose]();
    expect((await read(stream)).error).toMatchObject({ code: 'ABORTED' });
    expect(requests).toHaveLength(0);
  });

  it('gives single events, batches as they arrived, or text', async () => {
    const events = await read(streaming(hello).stream);
    expect(events.items.map(({ type }) => type)).toEqual([
      'start',
      'text-delta',
      'text-delta',
      'part-end',
      'finish',
    ]);
    const batches = await read(streaming(hello).stream.batches());
    expect(batches.items.map((batch) => batch.length)).toEqual([2, 3]);
    expect((await read(streaming(hello).stream.text)).items).toEqual(['Hel', 'lo']);
  });

  it('hands on the very batch of the driver where nothing had to change', async () => {
    const batch = [text('lo'), text('!')];
    const { items } = await read(streaming([[text('Hel')], batch, [finish]]).stream.batches());
    expect(items[1]?.[0]).toBe(batch[0]);
    expect(items[1]).toHaveLength(2);
  });

  it('is one pass: a second view throws', async () => {
    const views: ((stream: ChatStream) => unknown)[] = [
      (stream) => stream[Symbol.asyncIterator](),
      (stream) => stream.batches(),
      (stream) => stream.text[Symbol.asyncIterator](),
    ];
    for (const view of views) {
      const { stream } = streaming(hello);
      view(stream);
      for (const other of views)
        expect(await errorOf(() => other(stream))).toMatchObject({
          code: 'REQUEST_INVALID',
          setting: 'stream',
        });
    }
  });

  it('comes to its first text in good time after very many batches without any', async () => {
    const thoughts = Array.from({ length: 20_000 }, () => [reasoning('.')]);
    expect((await read(streaming([...thoughts, [text('Hi', 1), finish]]).stream.text)).items).toEqual(['Hi']);
  });

  it('reads nothing ahead of its consumer', async () => {
    const target = streaming([[text('a')], [text('b')], [text('c'), finish]]);
    const batches = target.stream.batches();
    await batches.next();
    await settle();
    expect(target.reads).toBe(1);
    await batches.next();
    await settle();
    expect(target.reads).toBe(2);
    await batches.return?.();
  });

  it('serves calls of next() that do not wait for each other, in order', async () => {
    const { stream, requests } = streaming([[text('a'), text('b')], [text('c')], [finish]]);
    const texts = stream.text[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 6 }, () => texts.next()));
    expect(results.map(({ value }) => value)).toEqual(['a', 'b', 'c', undefined, undefined, undefined]);
    expect(requests).toHaveLength(1);
  });

  it('throws an error once and is at its end then; nothing is sent again', async () => {
    const { stream, requests } = streaming([[text('a')], gone]);
    const batches = stream.batches();
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => batches.next()));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[2]).toMatchObject({ value: { done: true } });
    expect(requests).toHaveLength(1);
  });

  it('that fails before its answer throws once too', async () => {
    const { stream, requests } = streaming([gone]);
    const batches = stream.batches();
    const results = await Promise.allSettled(Array.from({ length: 3 }, () => batches.next()));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(requests).toHaveLength(1);
  });

  it('does not mix with others', async () => {
    const target = scripted('a', [], {
      driver: {
        async *stream(request) {
          const [part] = request.messages[0]?.content ?? [];
          for (const letter of (part as { text: string }).text) {
            await Promise.resolve();
            yield [text(letter)];
          }
          yield [finish];
        },
      },
    });
    const provider = wrap(target.provider);
    const names = Array.from({ length: 100 }, (_each, index) => `stream ${index}`);
    const responses = await Promise.all(names.map((name) => provider.stream(name).response));
    expect(responses.map((response) => response.text)).toEqual(names);
  });
});

describe('a stream of a router', () => {
  it('comes from the second target where the first fails before its answer', async () => {
    const router = createRouter({
      targets: [scripted('a', [fails('BACKEND_ERROR')]).provider, scripted('b', [says('Hello')]).provider],
    });
    const stream = router.stream('Hi');
    expect((await read(stream.text)).items).toEqual(['Hello']);
    expect((await stream.response).attempts.map(({ provider, code }) => [provider, code])).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', undefined],
    ]);
  });

  it('is the very stream of its target, where that is the first', async () => {
    const { provider } = scripted('a', [hello]);
    const seen: unknown[] = [];
    const watched = wrapProvider(provider, {
      stream(request, options) {
        const stream = provider.stream(request, options);
        const { response } = stream;
        const batches = stream.batches();
        const next = () => {
          const read = batches.next();
          seen.push(read);
          return read;
        };
        const view = { next, [Symbol.asyncIterator]: () => view };
        return { response, batches: () => view, [Symbol.asyncDispose]: async () => {} } as ChatStream;
      },
    });
    const batches = createRouter({ targets: [watched] })
      .stream('x')
      .batches();
    await batches.next();
    // No promise is made for a batch after the first.
    expect(batches.next()).toBe(seen[1]);
  });

  it('ends at once for a reader who leaves, also where its target does not care', async () => {
    const { provider } = scripted('a', []);
    const deaf = wrapProvider(provider, {
      stream: () =>
        ({
          batches: () => ({ next: () => new Promise(() => undefined) }),
          response: new Promise(() => undefined),
          [Symbol.asyncDispose]: async () => {},
        }) as never,
    });
    const events = createRouter({ targets: [deaf] })
      .stream('x')
      [Symbol.asyncIterator]();
    const pending = events.next();
    await settle();
    await events.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
  });
});
