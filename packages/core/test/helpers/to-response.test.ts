import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { describe, expect, it, vi } from 'vitest';
import { toResponse } from '../../src/helpers/to-response.js';
import {
  answering,
  errorOf,
  finish,
  hang,
  passing,
  providerOf,
  scriptedDriver,
  text,
} from '../support/scripted.js';

const hello = [
  [{ type: 'start' as const, id: 'r1', headers: { 'x-backend': 'secret' }, rateLimit: {} }, text('Hel')],
  [text('lo'), finish()],
];

describe('toResponse', () => {
  it('writes the text alone', async () => {
    const response = toResponse(answering(...hello).stream('x'), { format: 'text', headers: { 'x-a': '1' } });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-a')).toBe('1');
    expect(await response.text()).toBe('Hello');
  });

  it('writes each event as a server-sent event, without the headers of the backend', async () => {
    const response = toResponse(answering(...hello).stream('x'), { format: 'sse' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const body = await response.text();
    const events = body
      .trim()
      .split('\n\n')
      .map((event) => JSON.parse(event.replace(/^data: /, '')));
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'text-delta',
      'text-delta',
      'part-end',
      'finish',
    ]);
    expect(events[0]).toEqual({ type: 'start', id: 'r1' });
  });

  it('sends nothing before it is read', async () => {
    const driver = scriptedDriver(hello);
    const response = toResponse(providerOf(driver).stream('x'), { format: 'text' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(driver.requests).toHaveLength(0);
    expect(await response.text()).toBe('Hello');
  });

  it('tells an error in mid-stream as the last event, with its code and message alone', async () => {
    const failing = () => providerOf(scriptedDriver([[text('a')], passing('gone')])).stream('x');
    const body = await toResponse(failing(), { format: 'sse' }).text();
    expect(body.trim().split('\n\n').at(-1)).toBe(
      'event: error\ndata: {"code":"OVERLOADED","message":"gone"}',
    );
    expect(await errorOf(toResponse(failing(), { format: 'text' }).text())).toMatchObject({
      code: 'OVERLOADED',
    });
  });

  it('stops the model when its reader leaves', async () => {
    for (const format of ['sse', 'text'] as const) {
      const driver = scriptedDriver([[text('a')], hang]);
      const stream = providerOf(driver).stream('x');
      const reader = toResponse(stream, { format }).body?.getReader();
      await reader?.read();
      const pending = reader?.read();
      await reader?.cancel();
      expect((await pending)?.done).toBe(true);
      expect(driver.calls[0]?.signal.aborted).toBe(true);
      expect(await errorOf(stream.response)).toMatchObject({ code: 'ABORTED', partial: { text: 'a' } });
    }
  });

  it('stops the model when a client of a real server hangs up', async () => {
    const driver = scriptedDriver([[text('a')], hang]);
    const server = createServer((_request, answer) => {
      const { body } = toResponse(providerOf(driver).stream('x'), { format: 'text' });
      const source = Readable.fromWeb(body as unknown as NodeReadableStream);
      source.on('error', () => {});
      answer.on('close', () => source.destroy());
      source.pipe(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const client = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, (incoming) => {
        incoming.on('error', () => {});
        incoming.once('data', () => client.destroy());
      });
      client.on('error', () => {});
      await vi.waitFor(() => expect(driver.calls[0]?.signal.aborted).toBe(true), { timeout: 3_000 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
