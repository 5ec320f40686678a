import { createProviderFromDefinition, type HealthStatus } from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { type Routes, routesFetch } from './support/routes.js';

const healthOf = (routes: Routes, model?: string): Promise<HealthStatus> =>
  createProviderFromDefinition(definition, { fetch: routesFetch(routes), model }).health();

const list = (...data: object[]) => ({ body: { object: 'list', data } });
const routed = (id: string, value: string, more: object = {}) => ({
  id,
  aliases: [`${id}-alias`],
  owned_by: 'llamacpp',
  status: { value, ...more },
});
const router = (more: object = {}) => ({ body: { role: 'router', build_info: 'b1', ...more } });

describe('the health of a server of one model', () => {
  it('is good, with the model and the build', async () => {
    expect(await healthOf({ '/v1/models': 'models', '/props': 'props' })).toMatchObject({
      configured: true,
      reachable: true,
      hasModel: true,
      modelId: 'tiny-chat',
      version: 'b11669-Debian',
    });
  });

  it('does not depend on the name of the model, which the server does not look at', async () => {
    expect(await healthOf({ '/v1/models': 'models' }, 'another')).toMatchObject({
      hasModel: true,
      modelId: 'tiny-chat',
    });
  });

  it('is reachable without a model while it loads', async () => {
    const routes = { '/v1/models': 'loading-models', '/props': 'loading-models' };
    expect(await healthOf(routes)).toMatchObject({
      configured: true,
      reachable: true,
      hasModel: false,
      error: { code: 'MODEL_LOADING' },
    });
  });

  it('is reachable but not configured where it wants a key', async () => {
    const status = await healthOf({ '/v1/models': 'key-models', '/props': 'key-props' });
    expect(status).toMatchObject({ configured: false, reachable: true, error: { code: 'AUTH_FAILED' } });
    expect(status.hasModel).toBeUndefined();
  });

  it('is told by the header alone, where a build says nothing else of itself', async () => {
    const models = { headers: { server: 'llama.cpp' }, body: { data: [{ id: 'm' }] } };
    expect(await healthOf({ '/v1/models': models })).toMatchObject({ reachable: true, modelId: 'm' });
  });

  it('is told by the body where a proxy hides the header', async () => {
    const models = { data: [{ id: 'm', owned_by: 'llamacpp' }] };
    const proxied = { headers: { server: 'nginx' } };
    expect(await healthOf({ '/v1/models': { ...proxied, body: models } })).toMatchObject({ reachable: true });
    const nameless = { ...proxied, body: { data: [{ id: 'm' }] } };
    const props = { ...proxied, body: { build_info: 'b1' } };
    expect(await healthOf({ '/v1/models': nameless, '/props': props })).toMatchObject({ reachable: true });
    const loading = { status: 503, body: { error: { message: 'Loading model', code: 503 } } };
    expect(await healthOf({ '/v1/models': loading })).toMatchObject({ reachable: true, hasModel: false });
  });
});

describe('the health of a router', () => {
  it('has a model where one is loaded, or can be', async () => {
    expect(await healthOf({ '/v1/models': 'router-models-loaded', '/props': 'router-props' })).toMatchObject({
      hasModel: true,
      modelId: 'tiny-chat',
    });
    expect(await healthOf({ '/v1/models': 'router-models-before', '/props': 'router-props' })).toMatchObject({
      hasModel: true,
    });
  });

  it('looks at the model that is wanted, by name or alias', async () => {
    const routes = {
      '/v1/models': list(routed('good', 'unloaded'), routed('bad', 'unloaded', { failed: true })),
      '/props': router({ models_autoload: true }),
    };
    expect(await healthOf(routes, 'good')).toMatchObject({ hasModel: true, modelId: 'good' });
    expect(await healthOf(routes, 'good-alias')).toMatchObject({ hasModel: true, modelId: 'good' });
    expect(await healthOf(routes, 'bad')).toMatchObject({ reachable: true, hasModel: false });
    expect(await healthOf(routes, 'missing')).toMatchObject({ reachable: true, hasModel: false });
  });

  it.each([
    ['loaded', true],
    ['sleeping', true],
    ['loading', false],
    ['downloading', false],
    ['unloaded', false],
  ])('counts a model that is %s as there: %s, where nothing is loaded on demand', async (value, hasModel) => {
    const routes = { '/v1/models': list(routed('m', value)), '/props': router({ models_autoload: false }) };
    expect(await healthOf(routes)).toMatchObject({ hasModel });
  });
});

describe('the health of something else', () => {
  const wrong = (message: RegExp) => ({
    configured: true,
    reachable: false,
    error: { code: 'BACKEND_UNREACHABLE', retryable: false, message: expect.stringMatching(message) },
  });

  it('says what answers there', async () => {
    const models = { body: { data: [{ id: 'm', owned_by: 'vllm' }] } };
    expect(await healthOf({ '/v1/models': { ...models, headers: { server: 'uvicorn' } } })).toMatchObject(
      wrong(/not llama\.cpp.*calls itself "uvicorn"/),
    );
    expect(await healthOf({ '/v1/models': models })).toMatchObject(wrong(/does not say what it is/));
  });

  it('says so also where it answers with an error or a web page', async () => {
    expect(await healthOf({})).toMatchObject(wrong(/HTTP 404/));
    expect(await healthOf({ '/v1/models': { body: '<html><title>Hi</title></html>' } })).toMatchObject(
      wrong(/not llama\.cpp/),
    );
    const broken = { status: 502, headers: { server: 'nginx' }, body: 'Bad Gateway' };
    expect(await healthOf({ '/v1/models': broken })).toMatchObject(wrong(/"nginx" and answered HTTP 502/));
  });

  it('holds for a server that speaks the same dialect', async () => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    const provider = createProviderFromDefinition(definition, { baseUrl: server.baseUrl });
    expect(await provider.health()).toMatchObject(wrong(/not llama\.cpp/));
  });
});
