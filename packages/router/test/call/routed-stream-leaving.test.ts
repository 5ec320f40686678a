import type { ChatStream } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import {
  errorOf,
  finish,
  hang,
  read,
  type Script,
  type Scripted,
  scripted,
  text,
} from '../support/scripted.js';
import { countListeners, settle, watchUnhandledRejections } from '../support/time.js';

import { gone, hello, ways } from '../support/ways.js';

watchUnhandledRejections();

describe.each(ways)('a stream %s', (_, wrap) => {
  function streaming(...scripts: readonly Script[]): Scripted & { readonly stream: ChatStream } {
    const target = scripted('a', scripts);
    return Object.assign(target, { stream: wrap(target.provider).stream('x') });
  }

  describe('is left', () => {
    it('by breaking out: the connection is closed, and response rejects with what had come', async () => {
      const target = streaming([[text('a')], [text('b')], hang]);
      for await (const piece of target.stream.text) {
        if (piece === 'b') break;
      }
      expect(target.calls[0]?.signal.aborted).toBe(true);
      expect(await errorOf(target.stream.response)).toMatchObject({
        code: 'ABORTED',
        name: 'AbortError',
        provider: 'a',
        partial: { text: 'ab' },
      });
      await settle();
      expect(target.left).toBe(1);
    });

    it('while a read is under way: that read ends, quietly', async () => {
      const { stream, calls } = streaming([[text('a')], hang]);
      const events = stream.text[Symbol.asyncIterator]();
      await events.next();
      const pending = events.next();
      await events.return?.();
      expect(await pending).toEqual({ done: true, value: undefined });
      expect(calls[0]?.signal.aborted).toBe(true);
    });

    it('while nothing has come yet: the first read ends quietly, the target is left', async () => {
      const target = streaming([hang]);
      const events = target.stream.text[Symbol.asyncIterator]();
      const pending = events.next();
      await settle();
      await events.return?.();
      expect(await pending).toEqual({ done: true, value: undefined });
      await settle();
      expect([target.requests.length, target.left]).toEqual([1, 1]);
      expect(await errorOf(target.stream.response)).toMatchObject({ code: 'ABORTED' });
    });

    it('by disposing: a pending read ends in ABORTED, so that a cut answer never looks whole', async () => {
      for (const script of [[[text('a')], hang], [hang]] as const) {
        const { stream, calls } = streaming(script);
        const events = stream.text[Symbol.asyncIterator]();
        if (script.length === 2) await events.next();
        const pending = errorOf(events.next());
        await settle();
        await stream[Symbol.asyncDispose]();
        expect((await pending).code).toBe('ABORTED');
        expect(calls[0]?.signal.aborted).toBe(true);
        expect(await errorOf(stream.response)).toMatchObject({ code: 'ABORTED' });
      }
    });

    it('by disposing: nothing more is given of what has come, for the rest is not there', async () => {
      const { stream } = streaming([[text('a'), text('b')], hang]);
      const texts = stream.text[Symbol.asyncIterator]();
      expect((await texts.next()).value).toBe('a');
      await stream[Symbol.asyncDispose]();
      expect(await errorOf(texts.next())).toMatchObject({ code: 'ABORTED', partial: { text: 'ab' } });
    });

    it('by disposing while response drains: it rejects', async () => {
      const target = streaming([[text('a')], hang]);
      const response = errorOf(target.stream.response);
      await settle();
      await target.stream[Symbol.asyncDispose]();
      expect(await response).toMatchObject({ code: 'ABORTED', partial: { text: 'a' } });
      await settle();
      expect(target.left).toBe(1);
    });

    it('after the end: that changes nothing', async () => {
      const { stream } = streaming(hello);
      for await (const event of stream) if (event.type === 'finish') break;
      await stream[Symbol.asyncDispose]();
      expect((await stream.response).text).toBe('Hello');
    });
  });

  describe('has a signal that', () => {
    it('beats events that wait in the queue', async () => {
      const controller = new AbortController();
      const { provider } = scripted('a', [[[text('a'), text('b'), text('c')], hang]]);
      const stream = wrap(provider).stream('x', { signal: controller.signal });
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

    it('changes nothing once all has come, although not all of it is read', async () => {
      const controller = new AbortController();
      const { provider } = scripted('a', [[[text('a')], [text('b'), text('c'), finish]]]);
      const stream = wrap(provider).stream('x', { signal: controller.signal });
      await stream.response;
      const seen: string[] = [];
      for await (const piece of stream.text) {
        seen.push(piece);
        controller.abort();
      }
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('aborted in the middle gives its reason as the cause', async () => {
      const controller = new AbortController();
      const target = scripted('a', [[[text('a')], hang]]);
      const stream = wrap(target.provider).stream('x', { signal: controller.signal });
      const reading = read(stream.text);
      await settle();
      controller.abort('enough');
      const { items, error } = await reading;
      expect(items).toEqual(['a']);
      expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough', partial: { text: 'a' } });
      await settle();
      expect(target.left).toBe(1);
    });

    it.each([
      ['the end', hello],
      ['an error', [[text('a')], gone]],
    ] as const)('is let go of after %s', async (_case, script) => {
      const controller = new AbortController();
      const listeners = countListeners(controller.signal);
      const stream = wrap(scripted('a', [script]).provider).stream('x', { signal: controller.signal });
      const { error } = await read(stream);
      await settle();
      expect(listeners()).toBe(0);
      controller.abort();
      if (error) expect(await errorOf(stream.response)).toBe(error);
      else expect((await stream.response).text).toBe('Hello');
    });
  });
});
