import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/faulty/fault.js';
import * as faults from '../../src/faulty/faults.js';
import { startFaultyServer } from '../../src/faulty/start-faulty-server.js';
import { type BareAnswer, type BareRequest, endsWell, readEvents, readText, send } from '../bare-client.js';

async function streamFrom(fault: Fault, hangUpAfter: BareRequest['hangUpAfter'] = {}): Promise<BareAnswer> {
  await using server = await startFaultyServer(fault);
  // Without the await the server would be closed before the answer.
  return await send(`${server.baseUrl}/v1/chat/completions`, { body: { stream: true }, hangUpAfter });
}

/** The text of all events, and how the stream ended. */
function read(text: string): { said: string; finish: string | null | undefined; done: boolean } {
  const choices = readEvents(text).flatMap((chunk) => chunk.choices ?? []);
  const finish = choices.map((choice) => choice.finish_reason).findLast((reason) => reason !== null);
  return { said: readText(text), finish, done: endsWell(text) };
}

describe('a healthy stream', () => {
  it('says all and ends well', async () => {
    const answer = await streamFrom(faults.none());
    expect(answer.error).toBeUndefined();
    expect(read(answer.text)).toEqual({ said: 'Hello there!', finish: 'stop', done: true });
  });

  it('may begin late', async () => {
    const answer = await streamFrom(faults.delayBeforeFirstEvent({ ms: 1_000 }));
    // The headers did not wait for it, although this machine may have been late to see them.
    expect(answer.firstByteAfter - answer.headersAfter).toBeGreaterThan(100);
    expect(read(answer.text).said).toBe('Hello there!');
  });

  it('may come in pieces of any size', async () => {
    const single = await streamFrom(faults.inPieces());
    expect(new Set(single.reads.map((piece) => piece.length))).toEqual(new Set([1]));
    expect(read(single.text)).toEqual({ said: 'Hello there!', finish: 'stop', done: true });
    const given = await streamFrom(faults.inPieces({ body: 'data: é\n\n', size: 7, pause: 5 }));
    expect(given.reads.map((piece) => piece.length)).toEqual([7, 3]);
  });

  it('may be compressed', async () => {
    const answer = await streamFrom(faults.gzipped());
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(read(gunzipSync(Buffer.concat(answer.reads)).toString()).said).toBe('Hello there!');
  });

  it('may lack its end marker', async () => {
    const { error, text } = await streamFrom(faults.finishWithoutDone());
    expect(error).toBeUndefined();
    expect(read(text)).toEqual({ said: 'Hello there!', finish: 'stop', done: false });
  });
});

describe('a stream that is cut', () => {
  it.each(['end', 'reset'] as const)('by %s, after whole events', async (how) => {
    const { error, text } = await streamFrom(faults.cutMidStream({ how }));
    expect(error?.code).toBe('ECONNRESET');
    expect(read(text)).toEqual({ said: 'Hello there!', finish: undefined, done: false });
    expect(text.endsWith('\n\n')).toBe(true);
  });

  it.each(['end', 'reset'] as const)('by %s, within an event', async (how) => {
    const { error, text } = await streamFrom(faults.cutMidStream({ how, halfFrame: true }));
    expect(error?.code).toBe('ECONNRESET');
    expect(text.endsWith('\n\n')).toBe(false);
  });

  it('without a trace where the body lasts until the connection is closed', async () => {
    const { error, text } = await streamFrom(faults.cutMidStream({ framing: 'close' }));
    expect(error).toBeUndefined();
    expect(read(text)).toEqual({ said: 'Hello there!', finish: undefined, done: false });
  });

  it('within a chunk', async () => {
    const { error, text } = await streamFrom(faults.chunkCut());
    expect(error?.code).toBe('ECONNRESET');
    expect(text).toContain('Hel');
  });

  it('after events of one’s own', async () => {
    const { text } = await streamFrom(faults.cutMidStream({ frames: ['data: {"mine":true}\n\n'] }));
    expect(readEvents(text)).toEqual([{ mine: true }]);
  });

  it('regularly, but with nothing finished', async () => {
    const { error, text } = await streamFrom(faults.endWithoutFinish());
    expect(error).toBeUndefined();
    expect(read(text)).toEqual({ said: 'Hello there!', finish: undefined, done: false });
  });
});

describe('a stream that stalls', () => {
  it('keeps the connection open and sends nothing more', async () => {
    await using server = await startFaultyServer(faults.stallMidStream({ halfFrame: true }));
    const { text, error } = await send(server.baseUrl, { hangUpAfter: { ms: 1_000 } });
    expect(error?.message).toBe('hung up');
    expect(text).toMatch(/Hel[\s\S]*\n\ndata: \{"id":[^}]*$/);
    expect(await server.connections[0]?.closed).toMatchObject({ by: 'client' });
  });
});

describe('an error inside a stream', () => {
  it.each([
    ['openai', { type: 'server_error', code: null }, false],
    ['llamacpp', { type: 'server_error', code: 500 }, false],
    ['vllm', { type: 'InternalServerError', code: 500 }, true],
    ['openrouter', { code: 502 }, false],
  ] as const)('in the words of %s, first or later', async (dialect, error, done) => {
    const first = (await streamFrom(faults.errorFirst({ dialect }))).text;
    expect(readEvents(first)).toMatchObject([{ error }]);
    expect(endsWell(first)).toBe(done);
    const later = (await streamFrom(faults.errorMidStream({ dialect }))).text;
    expect(later.endsWith(first)).toBe(true);
    expect(readText(later)).toBe('Hello there!');
  });
});

describe('frames that no client expects', () => {
  it.each([1, 5])('%i that are no JSON, among good ones', async (count) => {
    const { text } = await streamFrom(faults.malformedFrames({ count }));
    const frames = text.split('\n\n').filter((frame) => frame !== '' && !frame.endsWith('[DONE]'));
    const broken = frames.filter((frame) => {
      try {
        JSON.parse(frame.slice('data: '.length));
        return false;
      } catch {
        return true;
      }
    });
    expect(broken).toHaveLength(count);
    expect(text).toContain('"finish_reason":"stop"');
  });

  it('one that is huge', async () => {
    const { text } = await streamFrom(faults.hugeFrame({ bytes: 3_000_000 }));
    expect(read(text)).toMatchObject({ finish: 'stop', done: true });
    expect(read(text).said).toHaveLength(3_000_000);
  });

  it.each(['endlessLine', 'endlessStream'] as const)('%s, until the client hangs up', async (name) => {
    await using server = await startFaultyServer(name);
    const { text } = await send(server.baseUrl, { hangUpAfter: { bytes: 1_000_000 } });
    expect(text.length).toBeGreaterThanOrEqual(1_000_000);
    expect(text.includes('\n')).toBe(name === 'endlessStream');
    expect(await server.connections[0]?.closed).toMatchObject({ by: 'client' });
  });

  it('does not send faster than the client reads', async () => {
    await using server = await startFaultyServer('endlessStream');
    const response = await fetch(server.baseUrl, { method: 'POST', body: '{}' });
    const sent = (): number => server.connections[0]?.bytesSent ?? 0;
    // What fits into the buffers between the two is sent, and then no more.
    for (let before = -1; before !== sent(); ) {
      before = sent();
      await sleep(200);
    }
    expect(sent()).toBeGreaterThan(0);
    expect(sent()).toBeLessThan(50_000_000);
    await response.body?.cancel();
  });
});
