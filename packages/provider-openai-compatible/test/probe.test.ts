import { describe, expect, it } from 'vitest';
import { probe } from '../src/probe.js';

const answer = (status: number, body: unknown) => async () => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('recognising a server', () => {
  it('takes a list of models for proof, and asks for nothing else', async () => {
    const paths: string[] = [];
    const get = (path: string) => {
      paths.push(path);
      return answer(200, { object: 'list', data: [] })();
    };
    expect(await probe.identify(get)).toEqual({});
    expect(paths).toEqual(['/v1/models']);
  });

  it('knows a server that has no model yet and says so with null', async () => {
    expect(await probe.identify(answer(200, { object: 'list', data: null }))).toEqual({});
  });

  it('knows a list that is longer than what is read of it', async () => {
    const entry = { id: 'm', owned_by: 'a', permission: [{ id: 'p' }] };
    const list = JSON.stringify({ object: 'list', data: Array(1000).fill(entry) }).slice(0, 40_000);
    expect(await probe.identify(answer(200, list))).toEqual({});
    expect(await probe.identify(answer(200, list.replace('{', '{"error":"no",')))).toBeUndefined();
    expect(await probe.identify(answer(200, '<html>}, {'))).toBeUndefined();
  });

  it.each([401, 403])('takes %d in JSON for a server that wants a key', async (status) => {
    expect(await probe.identify(answer(status, { error: 'no' }))).toEqual({ needsKey: true });
  });

  it.each([
    ['a page', 200, '<html>'],
    ['an error with status 200', 200, { error: 'Unexpected endpoint', data: [] }],
    ["Ollama's own list", 200, { models: [] }],
    ['a page that wants a login', 401, '<html>'],
    ['a 404', 404, { error: 'no' }],
  ])('is not misled by %s', async (_, status, body) => {
    expect(await probe.identify(answer(status, body))).toBeUndefined();
  });
});
