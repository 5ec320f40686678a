import { startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import type { OllamaProgress } from '../src/progress.js';
import { testProvider } from './support/provider.js';
import { type Answer, lines, startServer } from './support/server.js';

async function pull(answer: Answer): Promise<{ events: OllamaProgress[]; error?: unknown }> {
  await using server = await startServer({ '/api/pull': answer });
  const events: OllamaProgress[] = [];
  try {
    for await (const event of testProvider(server).extras.pull('a')) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events };
}

const [one, other] = ['sha256:1', 'sha256:2'];

describe('a pull', () => {
  it('reports each file as it comes, and ends with success', async () => {
    const wire = [
      { status: 'pulling manifest' },
      { status: 'pulling 1', digest: one, total: 10 },
      { status: 'pulling 2', digest: other, total: 4, completed: 0 },
      { status: 'pulling 1', digest: one, total: 10, completed: 10 },
      { status: 'verifying sha256 digest' },
      { status: 'success' },
    ];
    expect(await pull(lines(...wire))).toEqual({ events: wire });
  });

  it('leaves out what is no progress', async () => {
    const { events } = await pull({ body: '{}\noops\n{"status":"success"}\n{"status":"more"}\n' });
    expect(events).toEqual([{ status: 'success' }]);
  });

  it('fails with what the server says in the middle', async () => {
    const { events, error } = await pull({
      ...lines({ status: 'pulling manifest' }, { error: "model 'a' not found" }),
    });
    expect(events).toEqual([{ status: 'pulling manifest' }]);
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', provider: 'ollama' });
  });

  it('of a real server that cannot reach its registry fails', async () => {
    await using server = await startServer({ '/api/pull': 'pull-error.ndjson' });
    const read = async () => {
      for await (const _ of testProvider(server).extras.pull('nonesuch'));
    };
    await expect(read()).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      message: expect.stringContaining('pull model manifest'),
    });
  });

  it.each([
    ['ends early', lines({ status: 'pulling manifest' })],
    ['loses its connection', { ...lines({ status: 'pulling manifest' }), cut: true }],
  ])('that %s is no success', async (_, answer) => {
    const { events, error } = await pull(answer);
    expect(events).toEqual([{ status: 'pulling manifest' }]);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });

  it('is cancelled where the loop is left', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n';
    const bytes = new TextEncoder().encode(`${head}{"status":"pulling manifest"}\n`);
    await using server = await startFaultyServer([[{ do: 'send', bytes }, { do: 'stay-silent' }]]);
    for await (const event of testProvider(server).extras.pull('a')) {
      expect(event.status).toBe('pulling manifest');
      break;
    }
    const connection = await server.waitForRequest(1);
    expect((await connection.closed).by).toBe('client');
  });

  it('needs the name of a model', async () => {
    await using server = await startServer({});
    const read = async () => {
      for await (const _ of testProvider(server).extras.pull(''));
    };
    await expect(read()).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect(server.requests).toEqual([]);
  });
});

describe('a model that is made or uploaded', () => {
  it('reports in the same way', async () => {
    const success = lines({ status: 'success' });
    await using server = await startServer({ '/api/create': success, '/api/push': success });
    const { extras } = testProvider(server);
    const input = { model: 'mine', from: 'a', system: 'Be brief.', parameters: { num_ctx: 512 } };
    for await (const event of extras.create(input)) expect(event).toEqual({ status: 'success' });
    for await (const event of extras.push('me/mine')) expect(event).toEqual({ status: 'success' });
    expect(server.requests.map(({ path, body }) => [path, body])).toEqual([
      ['/api/create', input],
      ['/api/push', { model: 'me/mine' }],
    ]);
  });
});
