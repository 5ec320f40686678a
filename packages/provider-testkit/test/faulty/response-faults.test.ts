import { describe, expect, it } from 'vitest';
import * as faults from '../../src/faulty/faults.js';
import { startFaultyServer } from '../../src/faulty/start-faulty-server.js';
import { send } from '../bare-client.js';

describe('an HTTP error', () => {
  it('comes once, then all is well', async () => {
    await using server = await startFaultyServer('httpError');
    expect((await send(server.baseUrl)).status).toBe(500);
    expect((await send(server.baseUrl)).status).toBe(200);
  });

  it('comes as often as asked, or for ever', async () => {
    await using some = await startFaultyServer(faults.loading({ times: 3 }));
    await using always = await startFaultyServer(faults.httpError({ status: 529, times: Infinity }));
    const statuses = { some: [] as number[], always: [] as number[] };
    for (let request = 0; request < 5; request++) {
      statuses.some.push((await send(some.baseUrl)).status);
      statuses.always.push((await send(always.baseUrl)).status);
    }
    expect(statuses).toEqual({ some: [503, 503, 503, 200, 200], always: [529, 529, 529, 529, 529] });
  });

  it('has the body and the headers it was given', async () => {
    const text = faults.httpError({ status: 502, body: '<h1>Bad gateway</h1>', headers: { via: 'proxy' } });
    await using server = await startFaultyServer(text);
    const answer = await send(server.baseUrl);
    expect(answer.text).toBe('<h1>Bad gateway</h1>');
    expect(answer.headers).toMatchObject({ via: 'proxy', 'content-type': 'text/html' });
  });

  it('says "Loading model" in the words of llama-server', async () => {
    await using server = await startFaultyServer('loading');
    expect(JSON.parse((await send(server.baseUrl)).text)).toEqual({
      error: { message: 'Loading model', type: 'unavailable_error', code: 503 },
    });
  });
});

describe('a rate limit', () => {
  it.each([
    [{ retryAfter: 2 }, { 'retry-after': '2' }],
    [{ retryAfter: new Date('2030-01-01T00:00:00Z') }, { 'retry-after': 'Tue, 01 Jan 2030 00:00:00 GMT' }],
    [{ retryAfterMs: 1500 }, { 'retry-after-ms': '1500' }],
  ])('says when to come back: %j', async (options, headers) => {
    await using server = await startFaultyServer(faults.rateLimited(options));
    const answer = await send(server.baseUrl);
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject(headers);
    expect((await send(server.baseUrl)).status).toBe(200);
  });

  it('is for ever where the quota is used up', async () => {
    await using server = await startFaultyServer('quotaExceeded');
    await send(server.baseUrl);
    const answer = await send(server.baseUrl);
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.text).error.type).toBe('insufficient_quota');
  });
});

describe('a 200 that is none', () => {
  it.each([
    ['htmlPage', 'text/html', /^<!doctype html>/],
    ['emptyBody', 'application/json', /^$/],
    ['jsonErrorBody', 'application/json', /^\{"error":/],
    ['brokenJson', 'application/json', /^\{"id":.*[^}]$/],
    ['wrongContentType', 'text/plain', /^data: \{[\s\S]*\[DONE\]\n\n$/],
    ['plainAnswerToStream', 'application/json', /"chat\.completion"/],
  ] as const)('%s', async (name, type, body) => {
    await using server = await startFaultyServer(name);
    const answer = await send(server.baseUrl, { body: { stream: true } });
    expect({ status: answer.status, error: answer.error }).toEqual({ status: 200, error: undefined });
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.text).toMatch(body);
  });

  it('is cut before the length that it announced', async () => {
    await using server = await startFaultyServer('bodyCut');
    const { status, text, error } = await send(server.baseUrl);
    expect({ status, code: error?.code }).toEqual({ status: 200, code: 'ECONNRESET' });
    expect(text.length).toBeGreaterThan(0);
  });
});

describe('a backend that says back what it was told', () => {
  it.each([
    ['a refusal', {}, 401],
    ['an event of a stream', { inStream: true, code: 'BACKEND_ERROR' }, 200],
  ] as const)('does so in %s, as often as asked', async (_, options, status) => {
    await using server = await startFaultyServer(faults.echo({ ...options, repeat: 2 }));
    const headers = { authorization: 'Bearer the-key', 'x-team': 'the-team' };
    const answer = await send(`${server.baseUrl}?trace=1`, { headers, body: {} });
    expect(answer.status).toBe(status);
    const { error } = JSON.parse(answer.text.replace(/^data: /, '')) as { error: { message: string } };
    const words = 'the-key the-team trace=1';
    expect(error.message).toBe(`${words} ${words}`);
  });
});

describe('a redirect', () => {
  it('points to where it was told', async () => {
    await using elsewhere = await startFaultyServer('none');
    await using server = await startFaultyServer(
      faults.redirect({ location: elsewhere.baseUrl, status: 308 }),
    );
    const answer = await send(server.baseUrl, { body: {} });
    expect([answer.status, answer.headers.location]).toEqual([308, elsewhere.baseUrl]);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('startFaultyServer', () => {
  it('plays faults one after the other', async () => {
    await using server = await startFaultyServer([...faults.resetBeforeHeaders(), ...faults.httpError()]);
    const statuses = [];
    for (let request = 0; request < 3; request++) statuses.push((await send(server.baseUrl)).status);
    expect(statuses).toEqual([0, 500, 200]);
  });

  it('plays a script of steps', async () => {
    await using server = await startFaultyServer([
      [
        { do: 'send', bytes: 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\none' },
        { do: 'wait', ms: 1_000 },
        { do: 'send', bytes: 'two' },
        { do: 'end' },
      ],
    ]);
    const { reads, error } = await send(server.baseUrl);
    expect(error).toBeUndefined();
    expect(reads.map(String)).toEqual(['one', 'two']);
  });

  it('spares other paths, which do not use up the fault', async () => {
    await using server = await startFaultyServer('httpError', { path: '/v1/chat/completions' });
    expect((await send(`${server.baseUrl}/v1/models?x=1`)).status).toBe(200);
    expect((await send(`${server.baseUrl}/v1/chat/completions`, { body: {} })).status).toBe(500);
    expect((await send(`${server.baseUrl}/v1/chat/completions`, { body: {} })).status).toBe(200);
  });
});
