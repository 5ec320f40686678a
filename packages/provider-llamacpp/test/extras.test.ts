import { createProvider } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import '../src/index.js';
import { type Routes, routesFetch } from './support/routes.js';

function connect(routes: Routes, model?: string) {
  const asked: { path: string; body?: unknown }[] = [];
  const { extras } = createProvider('llamacpp', { fetch: routesFetch(routes, asked), model, maxRetries: 0 });
  return { extras, asked };
}

describe('tokens', () => {
  it('come as numbers, or with their text', async () => {
    const { extras, asked } = connect({ '/tokenize': 'tokenize' });
    const pieces = await extras.tokenize({ content: 'user ping café', withPieces: true, addSpecial: true });
    expect(pieces.map(({ piece }) => piece).join('')).toBe('user ping café');
    await extras.tokenize('Hi');
    await extras.tokenize({ content: 'Hi', parseSpecial: false });
    expect(asked.map(({ body }) => body)).toEqual([
      { content: 'user ping café', with_pieces: true, add_special: true },
      { content: 'Hi' },
      { content: 'Hi', parse_special: false },
    ]);
  });

  it('are joined to text', async () => {
    const { extras, asked } = connect({ '/detokenize': 'detokenize' });
    expect(await extras.detokenize([104, 105])).toBe('hi');
    expect(asked).toEqual([{ path: '/detokenize', body: { tokens: [104, 105] } }]);
  });

  it('are refused where they are none, before anything is sent', async () => {
    const { extras, asked } = connect({});
    for (const input of [['a'], [1.5], {}, { tokens: 'a' }, undefined]) {
      await expect(extras.detokenize(input as never)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    await expect(extras.tokenize(undefined as never)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect(asked).toEqual([]);
  });
});

describe('an answer of something else', () => {
  it('is told from one of a llama-server', async () => {
    const other = { body: { ok: true } };
    const { extras } = connect({ '/tokenize': other, '/detokenize': other, '/apply-template': other });
    for (const ask of [
      () => extras.tokenize('Hi'),
      () => extras.detokenize([1]),
      () => extras.applyTemplate('Hi'),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
    }
  });
});

describe('a template', () => {
  it('is applied to messages and tools', async () => {
    const { extras, asked } = connect({ '/apply-template': 'apply-template' });
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const prompt = await extras.applyTemplate({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi there' },
      ],
      tools: [{ name: 'get_weather', parameters }, { name: 'get_time' }],
      reasoning: { enabled: false },
      chatTemplateKwargs: { tone: 'dry' },
      addGenerationPrompt: false,
    });
    expect(prompt).toContain('<|im_start|>user\nHi there');
    expect(asked).toEqual([
      {
        path: '/apply-template',
        body: {
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'Hi there' },
          ],
          tools: [
            { type: 'function', function: { name: 'get_weather', parameters } },
            {
              type: 'function',
              function: { name: 'get_time', parameters: { type: 'object', properties: {} } },
            },
          ],
          chat_template_kwargs: { enable_thinking: false, tone: 'dry' },
          add_generation_prompt: false,
        },
      },
    ]);
  });

  it("is that of the provider's model, or of another one", async () => {
    const { extras, asked } = connect({ '/apply-template': 'apply-template' }, 'mine');
    await extras.applyTemplate('Hi');
    await extras.applyTemplate({ messages: 'Hi', model: 'other' });
    expect(asked).toMatchObject([{ body: { model: 'mine' } }, { body: { model: 'other' } }]);
  });

  it('needs messages, and parameters in JSON Schema', async () => {
    const { extras } = connect({});
    await expect(extras.applyTemplate({ messages: [] })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'messages',
    });
    const tools = [{ name: 'f', parameters: { '~standard': {} } }];
    await expect(extras.applyTemplate({ messages: 'Hi', tools })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'tools[0].parameters',
    });
  });
});

describe('a look into the server', () => {
  it('shows its properties', async () => {
    const { extras } = connect({ '/props': 'props' });
    const props = await extras.props();
    expect(props).toMatchObject({
      build: 'b11669-Debian',
      isRouter: false,
      modelAlias: 'tiny-chat',
      contextLength: 2048,
      slots: 4,
      modalities: { vision: false, audio: false },
      chatTemplateCaps: { supports_tools: true },
      isSleeping: false,
    });
    expect(props.chatTemplate).toContain('im_start');
    expect(props.raw['endpoint_slots']).toBe(true);
  });

  it('shows a router, and one model of it', async () => {
    const { extras } = connect({ '/props': 'router-props', '/props?model=tiny-chat': 'router-props-model' });
    const props = await extras.props();
    expect(props).toMatchObject({ isRouter: true, autoload: true });
    expect(props).not.toHaveProperty('contextLength');
    expect(await extras.props({ model: 'tiny-chat' })).toMatchObject({
      isRouter: false,
      contextLength: 2048,
    });
  });

  it('shows its slots', async () => {
    const { extras } = connect({ '/slots': 'concurrent-slots' });
    const slots = await extras.slots();
    expect(slots).toHaveLength(4);
    expect(slots[0]).toMatchObject({ id: 0, isProcessing: true, contextLength: 2048 });
    expect(slots[0]?.promptTokens).toBeGreaterThan(0);
    expect(slots[0]?.raw['params']).toBeDefined();
  });

  it('shows slots of which little is said', async () => {
    const { extras } = connect({ '/slots': { body: [{}, null] } });
    expect(await extras.slots()).toEqual([
      { id: 0, isProcessing: false, raw: {} },
      { id: 1, isProcessing: false, raw: {} },
    ]);
  });

  it('shows its counters', async () => {
    const { extras } = connect({ '/metrics': 'metrics' });
    const metrics = await extras.metrics();
    expect(metrics['llamacpp:tokens_predicted_total']).toBeGreaterThan(0);
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
  });

  it('says how to start the server where a look is switched off', async () => {
    const { extras } = connect({ '/slots': 'error-slots-off', '/metrics': 'error-metrics-off' });
    await expect(extras.slots()).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('--slots'),
    });
    await expect(extras.metrics()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('goes to the model of the provider, or to another one', async () => {
    const { extras, asked } = connect({ '/tokenize': 'tokenize', '/detokenize': 'detokenize' }, 'org/mine');
    await extras.tokenize('Hi');
    await extras.tokenize({ content: 'Hi', model: 'other' });
    await extras.detokenize([1]);
    await extras.detokenize({ tokens: [2], model: 'other' });
    await extras.slots().catch(() => undefined);
    await extras.slots({ model: 'a&b+c' }).catch(() => undefined);
    expect(asked).toEqual([
      { path: '/tokenize', body: { content: 'Hi', model: 'org/mine' } },
      { path: '/tokenize', body: { content: 'Hi', model: 'other' } },
      { path: '/detokenize', body: { tokens: [1], model: 'org/mine' } },
      { path: '/detokenize', body: { tokens: [2], model: 'other' } },
      { path: '/slots?model=org%2Fmine', body: undefined },
      { path: '/slots?model=a%26b%2Bc', body: undefined },
    ]);
  });
});
