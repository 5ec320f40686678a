import { describe, expect, it } from 'vitest';
import { errorOf, finish, passing, read, text } from '../support/scripted.js';
import { hello, settle, streaming, watchUnhandledRejections } from '../support/streaming.js';

const unhandled = watchUnhandledRejections();

describe('response', () => {
  it('alone drains the stream', async () => {
    const { driver, stream } = streaming(hello);
    expect((await stream.response).text).toBe('Hello');
    expect(driver.requests).toHaveLength(1);
  });

  it('may be used beside a view, and after it', async () => {
    const { driver, stream } = streaming(hello);
    const events = stream[Symbol.asyncIterator]();
    const response = stream.response;
    while (!(await events.next()).done);
    expect((await response).text).toBe('Hello');
    expect(stream.response).toBe(response);
    expect(driver.requests).toHaveLength(1);
  });

  it('touched first, lets a later view replay from the start', async () => {
    const { driver, stream } = streaming(hello);
    await stream.response;
    expect((await read(stream.text)).items).toEqual(['Hel', 'lo']);
    expect(driver.requests).toHaveLength(1);
  });

  it('touched first, shares its reads with a view that comes while it drains', async () => {
    const { driver, stream } = streaming([[text('a')], settle, [text('b')], settle, [text('c'), finish()]]);
    const response = stream.response;
    const texts = await read(stream.text);
    expect(texts.items).toEqual(['a', 'b', 'c']);
    expect((await response).text).toBe('abc');
    expect(driver.requests).toHaveLength(1);
  });

  it('touched first, lets a later view replay up to the error', async () => {
    const { stream } = streaming([[text('a')], passing('gone')]);
    expect(await errorOf(stream.response)).toMatchObject({ code: 'OVERLOADED' });
    const { items, error } = await read(stream.text);
    expect(items).toEqual(['a']);
    expect(error).toMatchObject({ code: 'OVERLOADED', partial: { text: 'a' } });
  });

  it('rejects with the error that the iterator threw, with what had come', async () => {
    const { stream } = streaming([[text('a')], passing('gone')]);
    const { error } = await read(stream);
    expect(await errorOf(stream.response)).toBe(error);
    expect(error?.partial?.text).toBe('a');
  });

  it('is never an unhandled rejection', async () => {
    const { stream } = streaming([passing('gone')]);
    void stream.response;
    const other = streaming([[text('a')], passing('gone')]).stream;
    void other.response;
    await read(other);
    await settle();
    expect(unhandled).toEqual([]);
  });
});
