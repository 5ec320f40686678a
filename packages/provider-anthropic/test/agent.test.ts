import { Agent } from 'node:http';
import { startFakeAnthropic } from '@modelport/provider-testkit';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from './support/provider.js';

it('an agent of the user makes the connections', async () => {
  await using server = await startFakeAnthropic();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await connect(server, { agent }).chat('Hi');
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
});

it('an agent is refused beside a fetch, before anything is sent', () => {
  const server = { baseUrl: 'https://models.example', apiKey: 'k' };
  expect(() => connect(server, { agent: new Agent(), fetch })).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID', setting: 'agent' }),
  );
});
