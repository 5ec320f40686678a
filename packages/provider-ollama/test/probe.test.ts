import type { ProbeAnswer, ProbeMatch } from '@modelport/core';
import {
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { probe } from '../src/probe.js';
import { type Routes, startServer } from './support/server.js';

const real: Routes = { '/api/version': 'version.json', '/': { body: 'Ollama is running' } };

/** Asks a server as core does. */
async function identify(baseUrl: string): Promise<ProbeMatch | undefined> {
  const { origin } = new URL(baseUrl);
  return probe.identify(async (path): Promise<ProbeAnswer> => {
    const response = await fetch(origin + path);
    const headers = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: await response.text() };
  });
}

describe('a server that is recognised', () => {
  it('is a real Ollama, by harmless requests', async () => {
    await using server = await startServer(real);
    expect(await identify(server.baseUrl)).toEqual({ version: '0.33.0' });
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('a server that is something else', () => {
  it.each([
    ['LocalAI', () => startFakeLocalServer('localai')],
    ['KoboldCpp', () => startFakeLocalServer('koboldcpp')],
    ['llama.cpp', () => startFakeLocalServer('llamacpp')],
    ['Jan', () => startFakeLocalServer('jan')],
    ['LM Studio', () => startFakeOpenAIServer({ dialect: 'lmstudio' })],
    ['vLLM', () => startFakeOpenAIServer({ dialect: 'vllm' })],
    ['any web server', () => startCatchAllWebServer()],
  ])('is not taken for an Ollama: %s', async (_, start) => {
    await using server = await start();
    expect(await identify(server.baseUrl)).toBeUndefined();
  });

  it.each<[string, Routes]>([
    ['answers /readyz with nothing, as LocalAI does', { '/readyz': { body: '' } }],
    ['is LocalAI, and still loads', { '/readyz': { status: 503 } }],
    ['is KoboldCpp', { '/api/extra/version': { body: { result: 'KoboldCpp' } } }],
    [
      'calls itself llama.cpp',
      { '/api/version': { headers: { server: 'llama.cpp' }, body: { version: '1' } } },
    ],
    ['has an error beside its version', { '/api/version': { body: { version: '1', error: 'no' } } }],
    ['greets in other words', { '/': { body: 'Hello' } }],
    ['has another version', { '/api/version': { body: { version: 1 } } }],
  ])('is not taken for an Ollama whatever else is right: it %s', async (_, routes) => {
    await using server = await startServer({ ...real, ...routes });
    expect(await identify(server.baseUrl)).toBeUndefined();
  });

  it('is asked once only where its first answer is wrong', async () => {
    await using server = await startServer({});
    expect(await identify(server.baseUrl)).toBeUndefined();
    expect(server.requests).toHaveLength(1);
  });
});
