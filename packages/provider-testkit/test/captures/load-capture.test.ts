import { describe, expect, it } from 'vitest';
import { captureNames, captures, loadCapture } from '../../src/captures/load-capture.js';

describe('loadCapture', () => {
  it('reads the request, the head and the bytes of the body', () => {
    const capture = loadCapture('llamacpp/chat');
    expect(capture.request).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(capture.status).toBe(200);
    expect(capture.head).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
    expect(capture.body).toHaveLength(Number(capture.headers['content-length']));
  });

  it('names what is missing', () => {
    expect(() => loadCapture('llamacpp/nothing')).toThrow('llamacpp/nothing');
  });

  it('reads every capture there is, each with a status and a request', () => {
    const all = captures();
    expect(all.map(({ name }) => name)).toEqual(captureNames());
    for (const { name, request, status, headers } of all) {
      expect(status, name).toBeGreaterThanOrEqual(200);
      expect(request.path, name).toMatch(/^\//);
      if (name.startsWith('llamacpp/')) expect(headers['server'], name).toBe('llama.cpp');
    }
  });
});

describe('captures', () => {
  it('selects by prefix, path and kind', () => {
    const streams = captures({ prefix: 'llamacpp/chat-', path: '/v1/chat/completions', stream: true });
    expect(streams.map(({ name }) => name)).toContain('llamacpp/chat-tools-stream');
    for (const { request, body } of streams) {
      expect(request.body).toMatchObject({ stream: true });
      expect(Buffer.from(body).toString()).toMatch(/^data: /);
    }
  });

  it('compares the path without its query', () => {
    expect(captures({ path: '/props' }).map(({ request }) => request.path)).toContain('/props?model=tiny-chat');
  });
});
