import { Agent } from 'node:http';
import { createProviderFromDefinition } from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { expect, it, onTestFinished } from 'vitest';
import { definition } from '../src/definition.js';

it('an agent of the user makes the connections', async () => {
  await using server = await startFakeOpenAIServer({ models: ['m'], reply: { text: 'Hello' } });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const { baseUrl, apiKey } = server;
  const provider = createProviderFromDefinition(definition, { baseUrl, apiKey, model: 'm', agent });
  expect((await provider.chat('Hi')).text).toBe('Hello');
  await expect.poll(() => Object.values(agent.freeSockets).flat()).toHaveLength(1);
});

it('an agent is refused beside a fetch, before anything is sent', () => {
  const options = { baseUrl: 'http://models.example', apiKey: 'key', model: 'm', agent: new Agent(), fetch };
  expect(() => createProviderFromDefinition(definition, options)).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID', setting: 'agent' }),
  );
});
