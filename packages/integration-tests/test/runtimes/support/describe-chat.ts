import { readFile } from 'node:fs/promises';
import { startFakeOllama } from '@modelport/provider-testkit';
import { expect, it, vi } from 'vitest';
import type { ChatProgram } from './chat-program.js';
import { type CorsProxy, startCorsProxy } from './cors-proxy.js';

/** The program in a runtime, and the origin that its requests bear. */
export interface RunningProgram {
  readonly program: ChatProgram;
  readonly origin: string;
}

/** Registers the tests of a program that is bundled with core and a provider, and talks to a server over its own `fetch`. */
export function describeChat(bundle: () => string, running: () => RunningProgram): void {
  it('is bundled without a module of Node', async () => {
    expect(await readFile(bundle(), 'utf8')).not.toMatch(/\bnode:[a-z]/);
  });

  it('streams an answer', async () => {
    await using fake = await startFakeOllama({ reply: { text: ['Hel', 'lo ', 'there.'] } });
    await using proxy = await startCorsProxy(fake.baseUrl, () => running().origin);
    expect((await running().program.chat(proxy.baseUrl)).join('')).toBe('Hello there.');
    expect(fake.requests.map(({ path }) => path)).toContain('/api/chat');
  });

  it('gives the first text while the server is still silent about the rest, and hangs up when aborted', async () => {
    await using fake = await startFakeOllama({ reply: { text: ['Hel', 'lo.'], lineDelay: 3_600_000 } });
    await using proxy = await startCorsProxy(fake.baseUrl, () => running().origin);
    expect(await running().program.abort(proxy.baseUrl)).toBe('ABORTED');
    await expectHangUp(proxy);
  });

  it('tells of a server that is not there', async () => {
    const { baseUrl } = await closedServer();
    expect(await running().program.failure(baseUrl)).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });
}

async function expectHangUp(proxy: CorsProxy): Promise<void> {
  await vi.waitFor(() => expect(proxy.hangUps).toBe(1), { timeout: 10_000 });
}

async function closedServer(): Promise<CorsProxy> {
  await using server = await startCorsProxy('http://127.0.0.1:9', () => '');
  return server;
}
