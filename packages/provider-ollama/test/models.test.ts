import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';
import { type Routes, startServer } from './support/server.js';

async function modelsOf(routes: Routes) {
  await using server = await startServer(routes);
  return await testProvider(server).models();
}

/** `/api/show` of a real server. */
const shown: Routes[string] = ({ body }) =>
  body.model === 'tiny-embed:latest' ? 'show-embed.json' : 'show.json';

describe('the models of a real server', () => {
  const real: Routes = { '/api/tags': 'tags.json', '/api/show': shown, '/api/ps': 'ps.json' };

  it('have what they were made for, and what they were loaded with', async () => {
    const models = await modelsOf(real);
    const chat = models.find(({ id }) => id === 'tiny-chat:latest');
    expect(chat).toMatchObject({
      contextLength: 8192,
      effectiveContextLength: 4096,
      loaded: true,
      source: 'live',
    });
    const plain = models.find(({ id }) => id === 'tiny-plain:latest');
    expect(plain).toMatchObject({ contextLength: 8192, loaded: false });
    expect(plain).not.toHaveProperty('effectiveContextLength');
  });

  it('can do what each one says of itself, because the list leaves much out', async () => {
    const models = await modelsOf(real);
    const of = (name: string) => models.find(({ id }) => id === name)?.capabilities;
    expect(of('tiny-chat:latest')).toEqual({
      ...{ chat: true, structuredOutput: true, tools: true },
      ...{ images: false, reasoning: false, embeddings: false },
    });
    expect(of('tiny-embed:latest')).toMatchObject({ chat: false, embeddings: true, tools: false });
  });
});

describe('the models of another server', () => {
  const tags = { models: [{ name: 'a:latest', size: 1 }, { name: 'b', model: 'b:latest' }, {}, null] };

  it('may be all that it tells', async () => {
    expect(await modelsOf({ '/api/tags': { body: tags } })).toEqual([
      { id: 'a:latest', name: 'a:latest', capabilities: {}, source: 'live', provider: 'ollama' },
      { id: 'b:latest', name: 'b:latest', capabilities: {}, source: 'live', provider: 'ollama' },
    ]);
  });

  it('are of the words that Ollama has for capabilities', async () => {
    const [model] = await modelsOf({
      '/api/tags': { body: { models: [{ name: 'a' }] } },
      '/api/show': {
        body: {
          capabilities: [
            'completion',
            'tools',
            'insert',
            'vision',
            'embedding',
            'thinking',
            'image',
            'audio',
          ],
          model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': 40960 },
        },
      },
    });
    expect(model?.contextLength).toBe(40960);
    expect(Object.values(model?.capabilities ?? {})).toEqual([true, true, true, true, true, true]);
  });

  it('may be none', async () => {
    expect(await modelsOf({ '/api/tags': { body: { models: null } } })).toEqual([]);
    expect(await modelsOf({ '/api/tags': { body: { models: [] } } })).toEqual([]);
  });

  it('are no list where it is none', async () => {
    await using server = await startServer({ '/api/tags': { body: { data: [] } } });
    // A model that is named would be the list instead.
    await expect(testProvider(server, { model: undefined }).models()).rejects.toMatchObject({
      code: 'RESPONSE_INVALID',
    });
  });
});

describe('many models', () => {
  const capabilities = ['completion', 'tools'];
  const named = (count: number, digest = 'a') =>
    Array.from({ length: count }, (_, index) => ({ name: `m${index}`, digest: `${digest}${index}` }));

  it('are asked for a few at a time, and once only as long as they stay the same', async () => {
    let models = named(200);
    let open = 0;
    let most = 0;
    await using server = await startServer({
      '/api/tags': () => ({ body: { models } }),
      '/api/show': async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open--;
        return { body: { capabilities } };
      },
    });
    const provider = testProvider(server);
    const asked = () => new Set(server.bodies('/api/show').map(({ model }) => model)).size;
    expect((await provider.models()).every((model) => model.capabilities.tools)).toBe(true);
    expect(asked()).toBe(200);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);

    models = [...named(198), { name: 'm198', digest: 'changed' }, { name: 'new', digest: 'new' }];
    server.requests.length = 0;
    expect((await provider.models()).every((model) => model.capabilities.tools)).toBe(true);
    expect(server.bodies('/api/show')).toEqual([{ model: 'm198' }, { model: 'new' }]);
  });

  it('that take too long are listed without what they can do, and asked for again the next time', async () => {
    let isSlow = true;
    await using server = await startServer({
      '/api/tags': { body: { models: named(20) } },
      '/api/show': ({ body }) =>
        isSlow && body.model !== 'm0' ? new Promise(() => {}) : { body: { capabilities } },
    });
    const provider = testProvider(server, { model: undefined });
    const able = async () => (await provider.models()).map(({ capabilities: { tools } }) => tools);
    expect(await able()).toEqual([true, ...Array.from({ length: 19 })]);
    isSlow = false;
    expect(await able()).toEqual(Array.from({ length: 20 }, () => true));
  });

  it('are none where the connection is lost, or nobody waits for them', async () => {
    const lost = { '/api/tags': { body: { models: named(3) } }, '/api/show': { cut: true } };
    await using server = await startServer(lost);
    await expect(testProvider(server, { model: undefined }).models()).rejects.toMatchObject({
      code: 'STREAM_INTERRUPTED',
    });
    await using slow = await startServer({ ...lost, '/api/show': () => new Promise(() => {}) });
    const models = testProvider(slow, { model: undefined }).models({ signal: AbortSignal.timeout(300) });
    await expect(models).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
