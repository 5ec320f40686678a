import { afterAll, beforeAll, describe } from 'vitest';
import { bundleProgram } from './support/bundle.js';
import type { ChatProgram } from './support/chat-program.js';
import { describeChat } from './support/describe-chat.js';
import { startWorkerd, type Worker } from './support/start-workerd.js';

describe('a worker with core and provider-ollama', { timeout: 60_000 }, () => {
  let bundle: string;
  let worker: Worker;

  beforeAll(async () => {
    bundle = await bundleProgram('workerd', 'chat-worker.ts');
    worker = await startWorkerd(bundle);
  }, 120_000);
  afterAll(() => worker[Symbol.asyncDispose]());

  async function ask<Name extends keyof ChatProgram>(
    name: Name,
    baseUrl: string,
  ): Promise<Awaited<ReturnType<ChatProgram[Name]>>> {
    const response = await fetch(`${worker.url}/${name}`, { method: 'POST', body: baseUrl });
    if (!response.ok) throw new Error(`The worker answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Awaited<ReturnType<ChatProgram[Name]>>;
  }

  const program: ChatProgram = {
    chat: (baseUrl) => ask('chat', baseUrl),
    abort: (baseUrl) => ask('abort', baseUrl),
    failure: (baseUrl) => ask('failure', baseUrl),
  };
  // A worker has no origin.
  describeChat(
    () => bundle,
    () => ({ program, origin: '' }),
  );
});
