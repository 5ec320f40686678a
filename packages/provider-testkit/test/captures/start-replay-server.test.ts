import { describe, expect, it } from 'vitest';
import { captureNames, captures, loadCapture } from '../../src/captures/load-capture.js';
import { startReplayServer } from '../../src/captures/start-replay-server.js';
import { send } from '../bare-client.js';

const stream = loadCapture('llamacpp/chat-stream');

describe('startReplayServer', () => {
  it('answers with the recorded status, headers and body', async () => {
    for (const capture of captures()) {
      const { method, path, body, raw } = capture.request;
      await using server = await startReplayServer(capture);
      const answer = await send(server.baseUrl + path, { method, body: raw ?? body });
      expect(answer.error, capture.name).toBeUndefined();
      expect(answer.status, capture.name).toBe(capture.status);
      expect(answer.headers, capture.name).toMatchObject(capture.headers);
      expect(Buffer.concat(answer.reads).equals(capture.body), capture.name).toBe(true);
      expect(server.mismatches).toEqual([]);
    }
    expect(captureNames().length).toBeGreaterThan(100);
  });

  it.each(['llamacpp/chat-stream', 'llamacpp/chat'])('delivers each piece of %s as a read of its own', async (name) => {
    const capture = loadCapture(name);
    await using server = await startReplayServer(capture, { cuts: [5, 6, 300] });
    const { reads } = await send(server.baseUrl + capture.request.path, { body: capture.request.body });
    expect(reads.map((read) => read.length)).toEqual([5, 1, 294, capture.body.length - 300]);
  });

  it('takes other cuts for each request', async () => {
    await using server = await startReplayServer(stream, { cuts: (index) => [index + 1] });
    for (const first of [1, 2, 3]) {
      const { reads } = await send(server.baseUrl + stream.request.path, { body: stream.request.body });
      expect(reads[0]).toHaveLength(first);
    }
  });

  it('serves several captures, each to the request that it answers', async () => {
    await using server = await startReplayServer([loadCapture('llamacpp/health'), loadCapture('llamacpp/props')]);
    expect((await send(`${server.baseUrl}/props`)).text).toContain('total_slots');
    expect((await send(`${server.baseUrl}/health`)).text).toBe('{"status":"ok"}');
  });

  it('refuses and lists what was not recorded', async () => {
    await using server = await startReplayServer(stream);
    expect((await send(server.baseUrl + stream.request.path)).status).toBe(501);
    expect((await send(`${server.baseUrl}/v1/models`)).status).toBe(501);
    expect(server.mismatches).toEqual([
      expect.stringContaining('GET /v1/chat/completions was asked'),
      expect.stringContaining('GET /v1/models was asked'),
    ]);
  });

  it('shows what it was asked', async () => {
    await using server = await startReplayServer(stream);
    await send(server.baseUrl + stream.request.path, { body: stream.request.body, headers: { 'x-test': 'é' } });
    expect(server.requests).toMatchObject([{ method: 'POST', body: stream.request.body }]);
  });
});
