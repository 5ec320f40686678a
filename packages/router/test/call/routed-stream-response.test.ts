import type { ChatStream } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { errorOf, finish, read, type Script, type Scripted, scripted, text } from '../support/scripted.js';
import { settle, watchUnhandledRejections } from '../support/time.js';

import { gone, hello, ways } from '../support/ways.js';

const unhandled = watchUnhandledRejections();

describe.each(ways)('a stream %s', (_, wrap) => {
  function streaming(...scripts: readonly Script[]): Scripted & { readonly stream: ChatStream } {
    const target = scripted('a', scripts);
    return Object.assign(target, { stream: wrap(target.provider).stream('x') });
  }

  describe('has a response that', () => {
    it('alone drains it', async () => {
      const { stream, requests } = streaming(hello);
      expect((await stream.response).text).toBe('Hello');
      expect(requests).toHaveLength(1);
    });

    it('may be used beside a view, and after it', async () => {
      const { stream, requests } = streaming(hello);
      const events = stream[Symbol.asyncIterator]();
      const response = stream.response;
      while (!(await events.next()).done);
      expect((await response).text).toBe('Hello');
      expect(stream.response).toBe(response);
      const later = streaming(hello).stream;
      await read(later);
      expect((await later.response).text).toBe('Hello');
      expect(requests).toHaveLength(1);
    });

    it('touched first, lets a later view replay from the start', async () => {
      const { stream, requests } = streaming(hello);
      await stream.response;
      expect((await read(stream.text)).items).toEqual(['Hel', 'lo']);
      expect(requests).toHaveLength(1);
    });

    it('touched first, shares its reads with a view that comes while it drains', async () => {
      const { stream, requests } = streaming([[text('a')], settle, [text('b')], settle, [text('c'), finish]]);
      const response = stream.response;
      expect((await read(stream.text)).items).toEqual(['a', 'b', 'c']);
      expect((await response).text).toBe('abc');
      expect(requests).toHaveLength(1);
    });

    it('touched first, lets a later view replay up to the error', async () => {
      const { stream } = streaming([[text('a')], gone]);
      expect(await errorOf(stream.response)).toMatchObject({ code: 'BACKEND_ERROR' });
      const { items, error } = await read(stream.text);
      expect(items).toEqual(['a']);
      expect(error).toMatchObject({ code: 'BACKEND_ERROR', partial: { text: 'a' } });
    });

    it('rejects with the error that the iterator threw, with what had come', async () => {
      const { stream } = streaming([[text('a')], gone]);
      const { error } = await read(stream);
      expect(await errorOf(stream.response)).toBe(error);
      expect(error?.partial?.text).toBe('a');
    });

    it('is never an unhandled rejection', async () => {
      for (const script of [[gone], [[text('a')], gone]]) {
        void streaming(script).stream.response;
        const other = streaming(script).stream;
        void other.response;
        await read(other);
        const third = streaming(script).stream;
        await read(third);
      }
      await settle();
      expect(unhandled).toEqual([]);
    });
  });
});
