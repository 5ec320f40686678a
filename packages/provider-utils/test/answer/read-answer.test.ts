import { type ChatEvent, ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { type AnswerDecoder, readAnswer, startEvent } from '../../src/answer/read-answer.js';
import type { TransportResponse } from '../../src/transport/transport.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (part: string): ChatEvent => ({ type: 'text-delta', part: 0, text: part });

/** Each word is an event; `!` is a failure, and an answer with a full stop is whole. */
function wordDecoder(): AnswerDecoder {
  let events: ChatEvent[] = [];
  let isWhole = false;
  let failure: ProviderError | undefined;
  return {
    get failure() {
      return failure;
    },
    push(chunk) {
      for (const word of new TextDecoder().decode(chunk).split(' ').filter(Boolean)) {
        if (word === '?') throw new ProviderError({ code: 'RESPONSE_INVALID', message: 'No word.' });
        if (word === '!') failure = new ProviderError({ code: 'OVERLOADED', message: 'Told.' });
        else events.push(text(word));
        isWhole ||= word.endsWith('.');
      }
    },
    end: () => void events.push(text('end')),
    take() {
      const taken = events;
      events = [];
      return taken;
    },
    survives: () => isWhole,
  };
}

/** An answer in these reads, which then breaks where an error is given. */
function answer(reads: readonly string[], broken?: Error) {
  let opened = 0;
  let closed = 0;
  const left = reads.map(bytes);
  const body = {
    async next() {
      const value = left.shift();
      if (value) return { value, done: false };
      if (broken) throw broken;
      return { value: undefined, done: true };
    },
    async return() {
      closed++;
      return { value: undefined, done: true };
    },
  };
  const headers = new Map([['x-request-id', 'r-1']]);
  const response = {
    status: 200,
    headers: { get: (name: string) => headers.get(name), entries: () => headers.entries() },
    body,
  } as unknown as TransportResponse;
  const stream = readAnswer(async () => {
    opened++;
    return { response, decoder: wordDecoder() };
  });
  return { stream, response, opened: () => opened, closed: () => closed };
}

describe('an answer', () => {
  it('is opened at the first read, and comes in batches of one read, the headers before the first', async () => {
    const { stream, response, opened } = answer(['Hello you', '', 'there.']);
    expect(opened()).toBe(0);
    expect((await stream.next()).value).toEqual([startEvent(response), text('Hello'), text('you')]);
    expect((await stream.next()).value).toEqual([]);
    expect((await stream.next()).value).toEqual([text('there.')]);
    expect((await stream.next()).value).toEqual([text('end')]);
    expect((await stream.next()).done).toBe(true);
    expect(opened()).toBe(1);
  });

  it('gives no headers where nothing is read: they alone are no sign of life', async () => {
    const { stream, response } = answer(['', 'Hi.']);
    expect((await stream.next()).value).toEqual([]);
    expect((await stream.next()).value).toEqual([startEvent(response), text('Hi.')]);
  });

  it('tells a failure after what came before it, and closes the body', async () => {
    const { stream, closed } = answer(['Half an !']);
    expect((await stream.next()).value?.slice(1)).toEqual([text('Half'), text('an')]);
    await expect(stream.next()).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(closed()).toBe(1);
    expect((await stream.next()).done).toBe(true);
  });

  it('fails at once on what its decoder cannot read, and closes the body', async () => {
    const { stream, closed } = answer(['?']);
    await expect(stream.next()).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
    expect(closed()).toBe(1);
  });

  it('is not opened again where that failed', async () => {
    let opened = 0;
    const stream = readAnswer(async () => {
      opened++;
      throw new Error('refused');
    });
    await expect(stream.next()).rejects.toThrow('refused');
    expect((await stream.next()).done).toBe(true);
    expect(opened).toBe(1);
  });

  it('is lost with its connection, unless it is whole', async () => {
    const broken = new Error('reset');
    const cut = answer(['Half'], broken);
    await cut.stream.next();
    await expect(cut.stream.next()).rejects.toBe(broken);
    const whole = answer(['Whole.'], broken);
    await whole.stream.next();
    expect((await whole.stream.next()).value).toEqual([]);
    expect((await whole.stream.next()).done).toBe(true);
  });

  it('closes its body when it is left, also before it is open', async () => {
    const left = answer(['Hello']);
    await left.stream.next();
    await left.stream.return?.();
    expect(left.closed()).toBe(1);
    const early = answer(['Hello']);
    const first = early.stream.next();
    await early.stream.return?.();
    expect((await first).done).toBe(true);
    expect(early.closed()).toBe(1);
  });
});

describe('the start of an answer', () => {
  /** Headers as a `fetch` of the user's may have them, by the names that the server wrote. */
  const asWritten = (headers: Record<string, string>) => ({
    headers: {
      get: (name: string) => headers[name],
      entries: () => Object.entries(headers),
    },
  });

  it('tells the id of the request and the limits, however their headers are written', () => {
    const written = { 'X-Request-Id': 'r-2', 'X-RateLimit-Remaining-Tokens': '7', Server: 'a' };
    expect(startEvent(asWritten(written))).toEqual({
      type: 'start',
      headers: { 'x-request-id': 'r-2', 'x-ratelimit-remaining-tokens': '7', server: 'a' },
      requestId: 'r-2',
      rateLimit: { tokens: { remaining: 7 } },
    });
  });

  it('has no fields for what the headers do not tell', () => {
    expect(Object.keys(startEvent(asWritten({})))).toEqual(['type', 'headers']);
  });
});
