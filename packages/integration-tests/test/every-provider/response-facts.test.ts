import type { ObserveEvent, RateLimit } from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from './backends.js';
import { connect, rows, ways } from './table.js';

/** The id that a backend gives a request, where it gives one. */
const ids: Readonly<Record<string, RegExp>> = {
  openrouter: /^gen-fake-\d+$/,
  'openai-compatible': /^req_fake_\d+$/,
  openai: /^req_fake_\d+$/,
  groq: /^req_fake_\d+$/,
  'azure-openai': /^req_fake_\d+$/,
};

/** The limits of the services that tell them, as each writes them: `6m0s`, `2m59.56s`, `42`, without a name. */
const openaiLimit = {
  requests: { limit: 10_000, remaining: 9_999, resetMs: 6 },
  tokens: { limit: 2_000_000, remaining: 1_999_990, resetMs: 360_000 },
};
const limits: Readonly<Record<string, RateLimit>> = {
  'openai-compatible': openaiLimit,
  openai: openaiLimit,
  groq: {
    requests: { limit: 14_400, remaining: 14_370, resetMs: 179_560 },
    tokens: { limit: 18_000, remaining: 17_997, resetMs: 7_660 },
  },
  together: { requests: { limit: 10, remaining: 9, resetMs: 1_000 } },
  'azure-openai': {
    requests: { remaining: 29 },
    tokens: { limit: 30_000, remaining: 29_990, resetMs: 42_000 },
  },
};

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const lastHeaders = () => backend.requests.findLast(({ path }) => kind.chatPath.test(path))?.headers;

  it.each(ways)('shows headers, its own request id and its limits, %s', async (_, way) => {
    backend.say([{ text: 'Blue.' }]);
    const { headers, requestId, rateLimit } = await way(connect(type, backend)).chat('Why?');
    expect(headers['content-type']).toMatch(/^(application\/(json|x-ndjson)|text\/event-stream)/);
    if (ids[type] === undefined) expect(requestId).toBeUndefined();
    else expect(requestId).toMatch(ids[type]);
    expect(rateLimit).toEqual(limits[type]);
    expect(lastHeaders()).not.toHaveProperty('x-request-id');
  });

  it.each(ways)("takes the caller's request id along, %s", async (_, way) => {
    backend.say([{ text: 'Blue.' }]);
    const seen: ObserveEvent[] = [];
    const observe = (event: ObserveEvent) => void seen.push(event);
    const { requestId } = await way(connect(type, backend)).chat('Why?', { requestId: 'mine-1', observe });
    expect(lastHeaders()?.['x-request-id']).toBe('mine-1');
    expect(requestId).toBe('mine-1');
    expect(seen.map((event) => event.type)).toEqual(
      expect.arrayContaining(['call-start', 'attempt-start', 'response', 'attempt-end', 'call-end']),
    );
    expect(new Set(seen.map((event) => event.requestId))).toEqual(new Set(['mine-1']));
    // What the backend called it is not lost.
    const response = seen.find((event) => event.type === 'response')?.response;
    if (ids[type] !== undefined) expect(response?.requestId).toMatch(ids[type]);
  });

  it.each(ways)('shows the same of a refusal, %s', async (_, way) => {
    backend.say([{ status: 429 }]);
    const seen: ObserveEvent[] = [];
    const provider = connect(type, backend, { maxRetries: 0, observe: (event) => void seen.push(event) });
    const error = await way(provider)
      .chat('Why?', { requestId: 'mine-2' })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, requestId: 'mine-2', provider: type });
    expect(error).toMatchObject({ headers: { 'content-type': expect.stringContaining('json') } });
    expect((error as { rateLimit?: unknown }).rateLimit).toEqual(limits[type]);
    expect(lastHeaders()?.['x-request-id']).toBe('mine-2');
    const end = seen.at(-1);
    expect(end).toMatchObject({ type: 'call-end', requestId: 'mine-2', error: { code: 'RATE_LIMITED' } });
  });
});
