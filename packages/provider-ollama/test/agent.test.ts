import { Agent } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { testProvider } from './support/provider.js';
import { startServer } from './support/server.js';

it('an agent of the user makes the connections', async () => {
  await using server = await startServer({ '/api/chat': 'chat.ndjson' });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await testProvider(server, { agent }).chat('Hi');
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
});

it('an agent is refused beside a fetch, before anything is sent', () => {
  const server = { baseUrl: 'http://models.example' };
  expect(() => testProvider(server, { agent: new Agent(), fetch })).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID', setting: 'agent' }),
  );
});
