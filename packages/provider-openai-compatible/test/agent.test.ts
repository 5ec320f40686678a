import { once } from 'node:events';
import { Agent, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProvider } from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import '../src/index.js';

/** An agent that counts the sockets it opens, and is destroyed when the test ends. */
function countingAgent(maxSockets: number): { readonly agent: Agent; readonly opened: () => number } {
  let opened = 0;
  class CountingAgent extends Agent {
    override createConnection(...given: Parameters<Agent['createConnection']>) {
      opened += 1;
      return super.createConnection(...given);
    }
  }
  const agent = new CountingAgent({ keepAlive: true, maxSockets });
  onTestFinished(() => agent.destroy());
  return { agent, opened: () => opened };
}

/** A server that takes requests and answers each when it is told to. */
async function startHolding() {
  const held: ServerResponse[] = [];
  const server = createServer((_request, response) => held.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const message = { role: 'assistant', content: 'Here.' };
  const answer = JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    held,
    answerNext: () => held.shift()?.setHeader('content-type', 'application/json').end(answer),
  };
}

describe('an agent of the user', () => {
  it('makes the connection for every exchange of a provider', async () => {
    await using server = await startFakeOpenAIServer();
    const { agent, opened } = countingAgent(1);
    const { baseUrl, apiKey } = server;
    const provider = createProvider('openai-compatible', { baseUrl, apiKey, agent, model: 'gpt-fake' });
    await provider.chat('Hi');
    await provider.stream('Hi').response;
    await provider.models();
    await provider.embed({ model: 'embedding-fake', input: ['a'] });
    expect(await provider.health()).toMatchObject({ reachable: true });
    expect(server.requests.length).toBeGreaterThanOrEqual(5);
    expect(opened()).toBe(1);
  });

  it('may let a call wait for a connection: that is not connecting', async () => {
    const server = await startHolding();
    const { agent, opened } = countingAgent(1);
    const options = { baseUrl: server.baseUrl, model: 'm', agent, connectTimeout: 500, maxRetries: 0 };
    const provider = createProvider('openai-compatible', options);
    const first = provider.chat('Hi');
    await expect.poll(() => server.held.length).toBe(1);
    const second = provider.chat('Hi');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    server.answerNext();
    expect((await first).text).toBe('Here.');
    await expect.poll(() => server.held.length).toBe(1);
    server.answerNext();
    expect((await second).text).toBe('Here.');
    expect(opened()).toBe(1);
  });

  it('has a stream that waits for a connection given up by firstEventTimeout, and sends nothing of it', async () => {
    const server = await startHolding();
    const { agent } = countingAgent(1);
    const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl, model: 'm', agent });
    const first = provider.chat('Hi');
    await expect.poll(() => server.held.length).toBe(1);
    const waiting = provider.stream('Hi', { firstEventTimeout: 100, connectTimeout: 50, maxRetries: 0 });
    await expect(waiting.response).rejects.toMatchObject({ code: 'TIMEOUT', timer: 'first-event' });
    server.answerNext();
    await first;
    expect(server.held).toEqual([]);
  });

  it('is left alone where a client makes the connections', async () => {
    await using server = await startFakeOpenAIServer();
    const { agent, opened } = countingAgent(1);
    const client = new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey ?? 'key' });
    const provider = createProvider('openai-compatible', { client, model: 'gpt-fake', agent, fetch });
    await provider.chat('Hi');
    expect(opened()).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  it.each(['openai-compatible', 'groq', 'azure-openai'] as const)(
    'is refused beside a fetch, before anything is sent (%s)',
    (type) => {
      const { agent } = countingAgent(1);
      const options = { baseUrl: 'https://models.example/v1', apiKey: 'k', agent, fetch };
      expect(() => createProvider(type, options)).toThrow(
        expect.objectContaining({ code: 'SETTING_INVALID', setting: 'agent' }),
      );
    },
  );
});
