import { describe, expect, it } from 'vitest';
import { type FakeOllama, startFakeOllama } from '../../src/ollama/start-fake-ollama.js';
import { type BareAnswer, send } from '../bare-client.js';

type Json = Record<string, unknown>;

function linesOf({ text }: BareAnswer): Json[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

async function namesIn(server: FakeOllama): Promise<unknown[]> {
  const { models } = JSON.parse((await send(`${server.baseUrl}/api/tags`)).text);
  return models.map(({ name }: Json) => name);
}

describe('pull', () => {
  const pulls = [{ model: { name: 'new:1b' }, layers: [100, 50] }];
  const pull = (server: FakeOllama, body: Json = {}): Promise<BareAnswer> =>
    send(`${server.baseUrl}/api/pull`, { body: { model: 'new:1b', ...body } });

  it('tells the progress of several layers in turn; then the model is there', async () => {
    await using server = await startFakeOllama({ pulls });
    const lines = linesOf(await pull(server));
    const digests = lines.flatMap(({ digest }) => (digest === undefined ? [] : [digest]));
    expect(digests[0]).not.toBe(digests[1]);
    expect(digests[0]).toBe(digests[2]);
    expect(lines[1]).not.toHaveProperty('completed');
    expect(lines.at(-1)).toEqual({ status: 'success' });
    expect(await namesIn(server)).toContain('new:1b');
  });

  it('fails in the middle, still with status 200, and leaves nothing', async () => {
    await using server = await startFakeOllama({
      pulls: [{ ...pulls[0], model: { name: 'new:1b' }, error: 'no space' }],
    });
    const answer = await pull(server);
    expect(answer.status).toBe(200);
    expect(linesOf(answer).at(-1)).toEqual({ error: 'no space' });
    expect(await namesIn(server)).not.toContain('new:1b');
  });

  it('stops when the client leaves', async () => {
    await using server = await startFakeOllama({ pulls: [{ model: { name: 'new:1b' }, lineDelay: 30 }] });
    const body = { model: 'new:1b' };
    await send(`${server.baseUrl}/api/pull`, { body, hangUpAfter: { bytes: 1 } });
    expect(await server.requests[0]?.outcome).toBe('aborted');
    expect(await namesIn(server)).toHaveLength(3);
  });
});
