import { createProviderFromDefinition, type ModelInfo } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { type Routes, routesFetch } from './support/routes.js';

const modelsOf = (routes: Routes): Promise<readonly ModelInfo[]> =>
  createProviderFromDefinition(definition, { fetch: routesFetch(routes) }).models();

describe('the models of a server of one model', () => {
  it('have both lengths and what the template and the projector can do', async () => {
    expect(await modelsOf({ '/v1/models': 'models', '/props': 'props' })).toEqual([
      {
        id: 'tiny-chat',
        name: 'tiny-chat',
        contextLength: 8192,
        effectiveContextLength: 2048,
        capabilities: {
          chat: true,
          structuredOutput: true,
          tools: true,
          parallelToolCalls: true,
          images: false,
        },
        loaded: true,
        source: 'live',
        provider: 'llamacpp',
      },
    ]);
  });

  it('are listed also where /props cannot be had', async () => {
    expect(await modelsOf({ '/v1/models': 'models' })).toMatchObject([
      { id: 'tiny-chat', effectiveContextLength: 2048, capabilities: { images: false }, loaded: true },
    ]);
  });

  it('have the length of a slot also where the list has no facts', async () => {
    const models = { body: { data: [{ id: 'm', meta: null }] } };
    const [model] = await modelsOf({ '/v1/models': models, '/props': 'props' });
    expect(model).toMatchObject({ id: 'm', effectiveContextLength: 2048, loaded: true });
  });

  it('take images where there is a projector', async () => {
    const props = { body: { modalities: { vision: true }, is_sleeping: true, chat_template_caps: {} } };
    expect(await modelsOf({ '/v1/models': 'models', '/props': props })).toMatchObject([
      { capabilities: { images: true }, loaded: false },
    ]);
  });

  it('cannot be listed while it loads', async () => {
    await expect(modelsOf({ '/v1/models': 'loading-models' })).rejects.toMatchObject({
      code: 'MODEL_LOADING',
    });
  });
});

describe('the models of a router', () => {
  it('have nothing of what it says of itself', async () => {
    const own = { default_generation_settings: { n_ctx: 99 }, modalities: { vision: true } };
    const props = { body: { role: 'router', ...own } };
    const [, loaded] = await modelsOf({ '/v1/models': 'router-models-loaded', '/props': props });
    expect(loaded).toMatchObject({ effectiveContextLength: 2048, capabilities: { images: false } });
  });

  it('say which are loaded, and what those can hold now', async () => {
    const models = await modelsOf({ '/v1/models': 'router-models-loaded', '/props': 'router-props' });
    expect(models.map(({ id, loaded }) => [id, loaded])).toEqual([
      ['broken', false],
      ['tiny-chat', true],
      ['tiny-thinking', false],
    ]);
    expect(models[1]).toMatchObject({ contextLength: 8192, effectiveContextLength: 2048 });
    expect(models[2]).toMatchObject({ contextLength: 8192 });
    expect(models[2]).not.toHaveProperty('effectiveContextLength');
    expect(models[2]?.capabilities).not.toHaveProperty('tools');
    // Of a model that is not loaded nothing is known yet.
    expect(models.map(({ capabilities }) => capabilities?.images)).toEqual([undefined, false, undefined]);
  });
});
