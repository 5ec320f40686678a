import type { ChatEvent } from '@modelport/core';
import { captures, everyTwoWaySplit, piecesOf, sampleThreeWaySplits } from '@modelport/provider-testkit';
import type { ByteBody, TransportResponse } from '@modelport/provider-utils';
import { describe, expect, it, vi } from 'vitest';
import { streamAnswer } from '../src/answer-stream.js';
import { allEvents, textOf } from './support/call-context.js';
import { testReader } from './support/read-answer.js';

const encode = (text: string) => new TextEncoder().encode(text);

function responseOf(pieces: Iterable<Uint8Array>, failure?: Error): TransportResponse {
  const iterator = pieces[Symbol.iterator]();
  const body = {
    async next() {
      const { done, value } = iterator.next();
      if (done && failure !== undefined) throw failure;
      return done ? { done: true, value: undefined } : { done: false, value };
    },
    return: async () => ({ done: true, value: undefined }),
    text: async () => '',
    [Symbol.asyncIterator]: () => body,
  } as ByteBody;
  return { status: 200, headers: { get: () => undefined, entries: () => [] }, body };
}

function read(pieces: Iterable<Uint8Array>, failure?: Error): Promise<ChatEvent[]> {
  const { reader } = testReader();
  return allEvents(streamAnswer(async () => ({ response: responseOf(pieces, failure), reader })));
}

const chatStreams = captures({ prefix: 'llamacpp/', path: '/v1/chat/completions', stream: true });

describe('every recorded stream', () => {
  it.each(chatStreams.map((capture) => [capture.name, capture.body] as const))(
    '%s gives the same events however it is cut',
    async (_, bytes) => {
      const whole = JSON.stringify(await read([bytes]));
      expect(whole.length).toBeGreaterThan(100);
      const differing: string[] = [];
      const compare = async (pieces: Uint8Array[]) => {
        if (JSON.stringify(await read(pieces)) !== whole)
          differing.push(pieces.map(({ length }) => length).join('+'));
      };
      // The one long capture repeats itself, and all of its cuts take half a minute on an idle machine.
      const step = bytes.length < 20_000 ? 1 : 61;
      let index = 0;
      for (const pieces of everyTwoWaySplit(bytes)) if (index++ % step === 0) await compare(pieces);
      for (const pieces of sampleThreeWaySplits(bytes, 100)) await compare(pieces);
      await compare(piecesOf(bytes, 1));
      expect(differing).toEqual([]);
    },
    300_000,
  );
});

describe('a body that is told by how it begins', () => {
  const answer = { id: 'c', choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

  it.each([
    ['a whole answer', JSON.stringify(answer)],
    ['a whole answer after blank lines', `\n\n \r\n${JSON.stringify(answer)}`],
    ['a whole answer after a byte order mark', `\uFEFF${JSON.stringify(answer)}`],
  ])('may be %s where a stream was asked for', async (_, body) => {
    for (const pieces of [[encode(body)], piecesOf(encode(body), 1)]) {
      expect(textOf(await read(pieces))).toBe('Hi');
    }
  });

  it.each([
    ['empty', '', 'RESPONSE_INVALID', 'empty body'],
    ['nothing but an end marker', 'data: [DONE]\n\n', 'RESPONSE_INVALID', 'end marker'],
    ['a page', '<!doctype html><title>Login</title>', 'RESPONSE_INVALID', 'Login'],
    ['plain text', 'upstream timed out', 'RESPONSE_INVALID', 'no JSON (upstream timed out)'],
    ['plain text that begins like a field', 'error: timed out', 'RESPONSE_INVALID', 'no JSON (error'],
    ['half the name of a field', 'dat', 'RESPONSE_INVALID', 'no JSON (dat)'],
    ['an empty list', '[]', 'RESPONSE_INVALID', 'no answer'],
    ['broken JSON', '{"id":"c","cho', 'RESPONSE_INVALID', 'broken JSON'],
    ['JSON that is no answer', '{"status":"ok"}', 'RESPONSE_INVALID', 'status'],
    ['JSON without a choice', '{"id":"c","choices":[]}', 'RESPONSE_INVALID', 'choices'],
    ['an error', '{"error":{"message":"Boom","code":503}}', 'OVERLOADED', 'Boom'],
    ['an error in a list', '[{"error":{"message":"Boom","code":503}}]', 'OVERLOADED', 'Boom'],
    ['an error of a framework', '{"detail":"Boom"}', 'BACKEND_ERROR', 'Boom'],
  ])('fails where it is %s', async (_, body, code, words) => {
    const failure = await read([encode(body)]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('may be a stream after a byte order mark, however it is cut', async () => {
    const bytes = encode('\uFEFFdata: {"id":"c","choices":[{"delta":{"content":"Hi"}}]}\n\n');
    for (const pieces of everyTwoWaySplit(bytes)) expect(textOf(await read(pieces))).toBe('Hi');
  });

  it('gives up a whole answer without an end', async () => {
    function* endless() {
      yield encode('{"');
      for (;;) yield new Uint8Array(1_000_000).fill(0x78);
    }
    await expect(read(endless())).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
  });
});

describe('a connection that breaks', () => {
  const interrupted = Object.assign(new Error('broken'), { code: 'STREAM_INTERRUPTED' });
  const chunk = (finish: string | null) =>
    encode(
      `data: {"id":"c","choices":[{"delta":{"content":"Hi"},"finish_reason":${JSON.stringify(finish)}}]}\n\n`,
    );

  it('after the finish reason leaves a complete answer', async () => {
    const events = await read([chunk('stop')], interrupted);
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
  });

  it('after the finish reason because of an abort fails with its reason', async () => {
    const reason = new Error('enough');
    await expect(read([chunk('stop')], reason)).rejects.toBe(reason);
  });

  it('before the finish reason fails, with what had come', async () => {
    const { reader } = testReader();
    const stream = streamAnswer(async () => ({ response: responseOf([chunk(null)], interrupted), reader }));
    expect(textOf((await stream.next()).value ?? [])).toBe('Hi');
    await expect(stream.next()).rejects.toBe(interrupted);
  });

  it('after comments alone is a cut stream', async () => {
    expect(await read([encode(': PROCESSING\n\n'), encode(': PROCESSING\n\n')])).toEqual([]);
  });

  it('takes half an event at the end for a cut, not for a malformed one', async () => {
    const { reader, warnings } = testReader();
    const pieces = [chunk(null), encode('data: {"id":"c","ch')];
    const events = await allEvents(streamAnswer(async () => ({ response: responseOf(pieces), reader })));
    expect(events.some(({ type }) => type === 'finish')).toBe(false);
    expect(warnings).toEqual([]);
  });
});

describe('the iterator', () => {
  it('opens nothing before the first read', async () => {
    let opened = 0;
    const stream = streamAnswer(async () => {
      opened++;
      return { response: responseOf([]), reader: testReader().reader };
    });
    await stream.return?.();
    expect(opened).toBe(0);
  });

  it('closes a connection that opens after the consumer has left', async () => {
    let open: (() => void) | undefined;
    const response = responseOf([encode('data: x\n\n')]);
    const closed = vi.spyOn(response.body, 'return');
    const stream = streamAnswer(async () => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return { response, reader: testReader().reader };
    });
    const reading = stream.next();
    await stream.return?.();
    open?.();
    expect(await reading).toEqual({ done: true, value: undefined });
    expect(closed).toHaveBeenCalledOnce();
  });

  it.each([
    ['an extension fails', '{"id":"c","choices":[]}', /extension/],
    ['an error is in the stream', '{"error":{"message":"Boom"}}', /Boom/],
  ])('closes the connection where %s', async (_, data, message) => {
    const response = responseOf([encode(`data: ${data}\n\n`), encode('data: more\n\n')]);
    const closed = vi.spyOn(response.body, 'return');
    const extras = () => {
      throw new Error('the extension failed');
    };
    const { reader } = testReader({ extras });
    await expect(allEvents(streamAnswer(async () => ({ response, reader })))).rejects.toThrow(message);
    expect(closed).toHaveBeenCalled();
  });

  it('gives an empty batch for a read without an event, and the headers only with the first event', async () => {
    const { reader } = testReader();
    const pieces = [
      encode(': ping\n\n'),
      encode('data: {"id":"c","choices":[{"delta":{"content":"Hi"}}]}\n\n'),
    ];
    const stream = streamAnswer(async () => ({ response: responseOf(pieces), reader }));
    expect((await stream.next()).value).toEqual([]);
    expect((await stream.next()).value).toMatchObject([
      { type: 'start', headers: {} },
      { type: 'start' },
      {},
    ]);
  });
});
