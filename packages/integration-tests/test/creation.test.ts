import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createProvider,
  createProviderFromConfig,
  createProviderFromEnv,
  createProviderFromSettings,
  createProviders,
  listDefinitions,
  type OpenOptions,
} from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { expect, it } from 'vitest';
import './support/register-all.js';

/** How many sockets were opened during an action. */
async function socketsOf(action: () => unknown): Promise<number> {
  let opened = 0;
  const count = () => opened++;
  subscribe('net.client.socket', count);
  try {
    await action();
    await sleep(20);
  } finally {
    unsubscribe('net.client.socket', count);
  }
  return opened;
}

/** What a type cannot do without. */
function needed(type: string): OpenOptions {
  const { settings } = listDefinitions().find((definition) => definition.type === type) ?? { settings: [] };
  const required = settings.filter(({ required, default: usual }) => required && usual === undefined);
  return Object.fromEntries(
    required.map(({ name, kind }) => [name, kind === 'url' ? 'https://a.example' : 'sk-any']),
  );
}

/** All but routers, which are made of providers. */
const types = listDefinitions()
  .filter(({ composite }) => !composite)
  .map(({ type }) => type);

it('opens no socket, whatever is created and from what', async () => {
  expect(types.length).toBeGreaterThan(18);
  const opened = await socketsOf(async () => {
    for (const type of types) {
      const options = needed(type);
      createProvider(type, options);
      createProviderFromSettings({ provider: type, [type]: options }, { env: {} });
      createProviderFromConfig({ name: 'mine', type, options }, { env: {} });
      createProviders([{ name: 'mine', type, options }], { env: {} });
    }
    createProvider('router', { targets: types.map((type) => createProvider(type, needed(type))) });
    const entries = types.map((type) => ({ type, options: needed(type) }));
    createProviders([...entries, { type: 'router' }], { env: {} });
    createProvider('auto');
    createProviderFromEnv({ OPENAI_API_KEY: 'sk-any' });
    createProviderFromEnv({});
  });
  expect(opened).toBe(0);
});

it('opens one at the first call', async () => {
  await using server = await startFakeOpenAIServer();
  const { baseUrl, apiKey, model } = server;
  const opened = await socketsOf(() => createProvider('openai', { baseUrl, apiKey, model }).chat('Hello'));
  expect(opened).toBe(1);
});
