import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { llamaServerAvailable } from '../../src/llama-server/find-llama-server.js';
import { startLlamaServer } from '../../src/llama-server/start-llama-server.js';
import { readText, send } from '../bare-client.js';

const found = llamaServerAvailable();
const ask = (content: string, rest: object = {}): object => ({
  messages: [{ role: 'user', content }],
  temperature: 0,
  ...rest,
});

/** Whether a process is there and more than the entry that its parent has not collected yet. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/status`;
    return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}

describe.skipIf(!found.available)('startLlamaServer', () => {
  it('answers "pong" to "ping", and is gone when it is disposed', async () => {
    let pid: number;
    {
      await using server = await startLlamaServer();
      pid = server.pid;
      const { text } = await send(`${server.openAIBaseUrl}/chat/completions`, { body: ask('ping') });
      expect(JSON.parse(text)).toMatchObject({
        model: 'tiny-chat',
        choices: [{ message: { content: 'pong' }, finish_reason: 'stop' }],
      });
      expect(isRunning(pid)).toBe(true);
    }
    expect(isRunning(pid)).toBe(false);
  });

  it('has as many slots as were asked for, which share the context', async () => {
    await using server = await startLlamaServer({ parallel: 3, contextSize: 1536 });
    expect((await server.slots()).map((slot) => slot.n_ctx)).toEqual([512, 512, 512]);
  });

  it('shows a slot at work, and free again when the client has hung up', async () => {
    await using server = await startLlamaServer({ extraArguments: ['--context-shift'] });
    const endless = ask('count', { stream: true, ignore_eos: true, max_tokens: -1 });
    const answer = send(`${server.openAIBaseUrl}/chat/completions`, {
      body: endless,
      hangUpAfter: { bytes: 1_000_000 },
    });
    const atWork = async () => (await server.slots()).map((slot) => slot.is_processing);
    await expect.poll(atWork, { timeout: 30_000 }).toEqual([true]);
    expect((await answer).text).toContain('"content":"1"');
    await server.waitUntilIdle();
  });

  it('cuts its streams when it is killed', async () => {
    await using server = await startLlamaServer({ extraArguments: ['--context-shift'] });
    const endless = ask('count', { stream: true, ignore_eos: true, max_tokens: -1 });
    const answer = send(`${server.openAIBaseUrl}/chat/completions`, { body: endless });
    const atWork = async () => (await server.slots()).map((slot) => slot.is_processing);
    await expect.poll(atWork, { timeout: 30_000 }).toEqual([true]);
    await server.kill();
    expect(isRunning(server.pid)).toBe(false);
    expect((await answer).error?.code).toBe('ECONNRESET');
    await server.stop();
  });

  it('asks for a key', async () => {
    await using server = await startLlamaServer({ apiKey: 'sk-right' });
    const url = `${server.openAIBaseUrl}/chat/completions`;
    expect((await send(url, { body: ask('ping') })).status).toBe(401);
    const headers = { authorization: 'Bearer sk-right' };
    expect((await send(url, { body: ask('ping'), headers })).status).toBe(200);
    expect(await server.slots()).toHaveLength(1);
  });

  it('thinks before it answers', async () => {
    await using server = await startLlamaServer({ model: 'tiny-thinking' });
    const { text } = await send(`${server.openAIBaseUrl}/chat/completions`, { body: ask('ping') });
    expect(JSON.parse(text).choices[0].message).toMatchObject({
      reasoning_content: 'Okay so the user wants an answer now',
      content: 'pong',
    });
  });

  it('embeds', async () => {
    await using server = await startLlamaServer({ embeddings: true });
    const { text } = await send(`${server.openAIBaseUrl}/embeddings`, { body: { input: ['a', 'b'] } });
    expect(JSON.parse(text).data).toMatchObject([{ index: 0 }, { index: 1 }]);
  });

  // A busy machine may look away while it loads.
  it('can be met while it is loading', { retry: 2 }, async () => {
    await using server = await startLlamaServer({ model: 'tiny-wide', waitUntilReady: false });
    const url = `${server.openAIBaseUrl}/chat/completions`;
    const early = await send(url, { body: ask('ping') });
    expect([early.status, JSON.parse(early.text).error.message]).toEqual([503, 'Loading model']);
    await server.waitUntilReady();
    expect((await send(url, { body: ask('ping') })).status).toBe(200);
  });

  it('serves several at once without mixing them', async () => {
    await using server = await startLlamaServer({ parallel: 4 });
    const said = await Promise.all(
      ['ping', 'count', 'unicode', 'hello'].map(async (content) => {
        const body = ask(content, { stream: true });
        const { text } = await send(`${server.openAIBaseUrl}/chat/completions`, { body });
        return readText(text);
      }),
    );
    expect(said[0]).toBe('pong');
    expect(said[1]).toMatch(/^1 2 3 .* 99 100$/);
    expect(said[2]).toBe('Café naïve – 日 · 😀 done');
    expect(said[3]).toMatch(/^Hello! I am a tiny model/);
  });

  it('shows the log of a server that does not start', async () => {
    await expect(startLlamaServer({ extraArguments: ['--nonsense'] })).rejects.toThrow(
      'invalid argument: --nonsense',
    );
  });

  it('does not outlive the process that started it, even a killed one', async () => {
    const script = `
      import { startLlamaServer } from '@modelport/provider-testkit';
      const { pid } = await startLlamaServer();
      process.stdout.write(String(pid));
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await once(starter.stdout, 'data');
    const pid = Number(output);
    expect(isRunning(pid)).toBe(true);
    starter.kill('SIGKILL');
    for (let waited = 0; waited < 30_000 && isRunning(pid); waited += 20) await sleep(20);
    expect(isRunning(pid)).toBe(false);
  });
});
