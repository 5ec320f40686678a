import { describe, expect, it } from 'vitest';
import type { OpenRouterRequestOptions } from '../src/request-options.js';
import { errorOf, setUp, type TestSetup } from './support/provider.js';

const send = async (setup: TestSetup, openrouter: OpenRouterRequestOptions, more = {}) => {
  await setup.provider.chat({ messages: 'Hi', providerOptions: { openrouter }, ...more });
  return setup.body;
};

describe('routing', () => {
  it('sends every provider preference under its name on the wire', async () => {
    await using setup = await setUp();
    const body = await send(setup, {
      providerPreferences: {
        order: ['openai', 'azure'],
        only: ['openai'],
        ignore: ['azure/europe'],
        allowFallbacks: false,
        requireParameters: true,
        dataCollection: 'deny',
        zdr: true,
        enforceDistillableText: false,
        quantizations: ['fp8', 'bf16'],
        sort: { by: 'price', partition: 'none' },
        maxPrice: { prompt: 3, completion: '15.5' },
        preferredMinThroughput: { p50: 100, p90: 50 },
        preferredMaxLatency: 2,
      },
    });
    expect(body['provider']).toEqual({
      order: ['openai', 'azure'],
      only: ['openai'],
      ignore: ['azure/europe'],
      allow_fallbacks: false,
      require_parameters: true,
      data_collection: 'deny',
      zdr: true,
      enforce_distillable_text: false,
      quantizations: ['fp8', 'bf16'],
      sort: { by: 'price', partition: 'none' },
      max_price: { prompt: 3, completion: '15.5' },
      preferred_min_throughput: { p50: 100, p90: 50 },
      preferred_max_latency: 2,
    });
  });

  it('lets a request change single preferences of the provider', async () => {
    await using setup = await setUp({}, { providerPreferences: { order: ['azure'], zdr: true } });
    await setup.provider.chat('Hi');
    expect(setup.body['provider']).toEqual({ order: ['azure'], zdr: true });
    expect((await send(setup, { providerPreferences: { order: ['openai'] } }))['provider']).toEqual({
      order: ['openai'],
      zdr: true,
    });
  });

  it('sends no preferences where there are none', async () => {
    await using setup = await setUp();
    await setup.provider.chat('Hi');
    expect(Object.keys(setup.body).sort()).toEqual(['messages', 'model']);
  });

  it('decides who answers', async () => {
    await using setup = await setUp();
    const answeredBy = async (providerPreferences: object) => {
      const { providerData } = await setup.provider.chat({
        messages: 'Hi',
        providerOptions: { openrouter: { providerPreferences } },
      });
      return (providerData?.data as { provider?: string } | undefined)?.provider;
    };
    expect(await answeredBy({ order: ['azure'] })).toBe('Azure');
    expect(await answeredBy({ ignore: ['openai'] })).toBe('Azure');
    expect(await answeredBy({ sort: 'price' })).toBe('OpenAI');
    const error = await errorOf(answeredBy({ only: ['groq'] }));
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED', status: 404, retryable: false });
  });

  it('falls back to another model, whose name the response has', async () => {
    const endpoint = { slug: 'p', pricing: {}, supportedParameters: [] };
    await using setup = await setUp(
      {
        models: [
          { id: 'a/down', endpoints: [{ ...endpoint, provider: 'A', down: true }] },
          { id: 'b/up', endpoints: [{ ...endpoint, provider: 'B' }] },
        ],
      },
      { fallbackModels: ['b/up'] },
    );
    const response = await setup.provider.chat('Hi');
    expect(setup.body).toMatchObject({ model: 'a/down', models: ['b/up'] });
    expect(response.model).toBe('b/up');
    const error = await errorOf(send(setup, { fallbackModels: [] }));
    expect(setup.body).not.toHaveProperty('models');
    expect(error).toMatchObject({ code: 'OVERLOADED', retryable: true });
  });
});

describe('wrong preferences', () => {
  it.each([
    [{ oder: ['a'] }, 'oder', 'There is no provider preference "oder"'],
    [{ order: 'openai' }, 'order', 'a list of provider slugs'],
    [{ only: ['openai', ''] }, 'only', 'a list of provider slugs'],
    [{ sort: 'cheap' }, 'sort', 'price, throughput, latency, exacto'],
    [{ sort: { by: 'price', partition: 'all' } }, 'sort', '{ by, partition }'],
    [{ dataCollection: true }, 'dataCollection', '"allow" or "deny"'],
    [{ quantizations: ['int5'] }, 'quantizations', 'int4'],
    [{ maxPrice: { prompt: -1 } }, 'maxPrice', 'US dollars'],
    [{ maxPrice: { input: 1 } }, 'maxPrice', 'prompt, completion'],
    [{ preferredMaxLatency: { p42: 1 } }, 'preferredMaxLatency', 'p50'],
    [{ zdr: 'yes' }, 'zdr', 'true or false'],
  ])('%j are refused before any request, and when the provider is made', async (preferences, name, words) => {
    await using setup = await setUp();
    const given = { providerPreferences: preferences as object };
    const error = await errorOf(send(setup, given));
    expect(error).toMatchObject({
      code: 'REQUEST_INVALID',
      setting: `providerOptions.openrouter.providerPreferences.${name}`,
    });
    expect(error.message).toContain(words);
    expect(setup.fake.requests).toEqual([]);
    expect(await errorOf(setUp({}, given))).toMatchObject({
      code: 'SETTING_INVALID',
      setting: `providerPreferences.${name}`,
    });
  });

  it('are none because they are written as on the wire', async () => {
    await using setup = await setUp({}, { providerPreferences: { allow_fallbacks: false } as object });
    await setup.provider.chat('Hi');
    expect(setup.body['provider']).toEqual({ allow_fallbacks: false });
  });
});

describe('request options', () => {
  it('are sent under their names on the wire', async () => {
    await using setup = await setUp();
    const body = await send(setup, {
      plugins: [
        { id: 'web', maxResults: 3, includeDomains: ['a.org'] },
        { id: 'context-compression', enabled: false },
      ],
      transforms: [],
      verbosity: 'max',
      cacheControl: { type: 'ephemeral', ttl: '1h' },
      promptCacheKey: 'k',
      sessionId: 's-1',
      topA: 0.1,
      repetitionPenalty: 1.1,
      logitBias: { '42': -100 },
      prediction: { type: 'content', content: 'Hi' },
      serviceTier: 'flex',
      modalities: ['image', 'text'],
      imageConfig: { aspectRatio: '16:9' },
      user: 'u-1',
      metadata: { team_Name: 'x' },
      trace: { trace_id: 't', customKey: 1 },
      stopServerToolsWhen: [{ type: 'step_count', value: 2 }],
    });
    expect(body).toMatchObject({
      plugins: [
        { id: 'web', max_results: 3, include_domains: ['a.org'] },
        { id: 'context-compression', enabled: false },
      ],
      transforms: [],
      verbosity: 'max',
      cache_control: { type: 'ephemeral', ttl: '1h' },
      prompt_cache_key: 'k',
      session_id: 's-1',
      top_a: 0.1,
      repetition_penalty: 1.1,
      logit_bias: { '42': -100 },
      prediction: { type: 'content', content: 'Hi' },
      service_tier: 'flex',
      modalities: ['image', 'text'],
      image_config: { aspect_ratio: '16:9' },
      user: 'u-1',
      metadata: { team_Name: 'x' },
      trace: { trace_id: 't', customKey: 1 },
      stop_server_tools_when: [{ type: 'step_count', value: 2 }],
    });
  });

  it('put server tools beside those of the request', async () => {
    await using setup = await setUp();
    const serverTools = [{ type: 'openrouter:web_search', parameters: { maxResults: 2 } }] as const;
    const tools = [{ name: 'now', description: 'Tells the time.' }];
    const wire = { type: 'openrouter:web_search', parameters: { max_results: 2 } };
    expect((await send(setup, { serverTools }))['tools']).toEqual([wire]);
    const [first, second] = (await send(setup, { serverTools }, { tools }))['tools'] as object[];
    expect(first).toMatchObject({ type: 'function', function: { name: 'now' } });
    expect(second).toEqual(wire);
  });

  it('add to the reasoning of the request', async () => {
    await using setup = await setUp();
    const reasoning = { exclude: true, summary: 'concise' } as const;
    expect((await send(setup, { reasoning }, { reasoning: { effort: 'high' } }))['reasoning']).toEqual({
      effort: 'high',
      exclude: true,
      summary: 'concise',
    });
    expect((await send(setup, {}, { reasoning: { enabled: false } }))['reasoning']).toEqual({
      enabled: false,
    });
    expect((await send(setup, { reasoning: { maxTokens: 2000 } }))['reasoning']).toEqual({
      max_tokens: 2000,
    });
  });

  it.each([
    [{ reasoning: { maxTokens: 2000 } }, 'reasoning.maxTokens'],
    [{ sessionId: 'x'.repeat(257) }, 'sessionId'],
    [{ fallbackModels: 'a/b' as unknown as string[] }, 'fallbackModels'],
    [{ reasoning: 'high' as never }, 'reasoning'],
    [{ serverTools: [{ type: 'function' }] as never }, 'serverTools'],
    [{ serverTools: { type: 'openrouter:web_search' } as never }, 'serverTools'],
    [{ responseCache: { ttlSeconds: 100_000 } }, 'responseCache.ttlSeconds'],
    [{ responseCache: { ttlSeconds: 0.5 } }, 'responseCache.ttlSeconds'],
    [{ responseCache: { ttl: 60 } as object }, 'responseCache'],
    [{ responseCache: 60 as never }, 'responseCache'],
    [{ routerMetadata: 'enabled' as never }, 'routerMetadata'],
    [{ verbosty: 'low' } as object, 'verbosty'],
  ])('are refused before any request where they make no sense: %j', async (options, name) => {
    await using setup = await setUp();
    const reasoning = { effort: 'high' } as const;
    for (const call of ['chat', 'stream'] as const) {
      const request = { messages: 'Hi', reasoning, providerOptions: { openrouter: options } };
      const error = await errorOf(
        call === 'chat' ? setup.provider.chat(request) : setup.provider.stream(request).response,
      );
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: `providerOptions.openrouter.${name}` });
    }
    expect(setup.fake.requests).toEqual([]);
  });

  it('leave the last word to extraBody', async () => {
    await using setup = await setUp();
    expect(await send(setup, { verbosity: 'low' }, { extraBody: { verbosity: 'high' } })).toMatchObject({
      verbosity: 'high',
    });
  });

  it('ask for no usage, which comes anyway', async () => {
    await using setup = await setUp();
    const { usage } = await setup.provider.stream('Hi').response;
    expect(setup.body).not.toHaveProperty('stream_options');
    expect(usage.outputTokens).toBeGreaterThan(0);
  });
});

describe('headers', () => {
  it('tell OpenRouter which app asks, in every request', async () => {
    await using setup = await setUp(
      {},
      { appUrl: 'https://app.example', appName: 'My app', appCategories: ['cli-agent', 'general-chat'] },
    );
    await setup.provider.chat('Hi');
    const attribution = {
      'http-referer': 'https://app.example',
      'x-openrouter-title': 'My app',
      'x-title': 'My app',
      'x-openrouter-categories': 'cli-agent,general-chat',
    };
    expect(setup.headers).toMatchObject(attribution);
    expect(setup.headers).not.toHaveProperty('referer');
    await setup.provider.models();
    expect(setup.headers).toMatchObject(attribution);
  });

  it('of the user win', async () => {
    await using setup = await setUp({}, { appName: 'My app', headers: { 'X-Title': 'Another' } });
    await setup.provider.chat('Hi');
    expect(setup.headers['x-title']).toBe('Another');
  });

  it.each([
    [{ appName: 'Café\u{2615}' }, 'appName'],
    [{ appCategories: ['a', 'b', 'c'] }, 'appCategories'],
    [{ appCategories: ['CLI agent'] }, 'appCategories'],
    [{ appCategories: ['x'.repeat(31)] }, 'appCategories'],
    [{ appUrl: 'app.example' }, 'appUrl'],
    [{ fallbackModels: [''] }, 'fallbackModels'],
  ])('that cannot be sent are refused when the provider is made: %j', async (options, setting) => {
    expect(await errorOf(setUp({}, options))).toMatchObject({ code: 'SETTING_INVALID', setting });
  });

  it('that cannot be sent are told by the name of the option', async () => {
    const { message } = await errorOf(setUp({}, { appName: 'Café' }));
    expect(message).toContain('The option "appName" must be printable ASCII');
  });

  it('switch caching of whole answers and routing metadata', async () => {
    await using setup = await setUp();
    const openrouter = { responseCache: { ttlSeconds: 60, clear: true }, routerMetadata: true };
    const asked = { messages: 'Hi', providerOptions: { openrouter } };
    for (const response of [await setup.provider.chat(asked), await setup.provider.stream(asked).response]) {
      expect(setup.headers).toMatchObject({
        'x-openrouter-cache': 'true',
        'x-openrouter-cache-ttl': '60',
        'x-openrouter-cache-clear': 'true',
        'x-openrouter-metadata': 'enabled',
      });
      expect(setup.body).not.toHaveProperty('x-openrouter-cache');
      expect(response.headers['x-openrouter-cache-status']).toBe('MISS');
      expect(response.providerData?.data).toMatchObject({ openrouter_metadata: { strategy: 'direct' } });
    }
    await send(setup, { responseCache: true });
    expect(
      (
        await setup.provider.chat({
          messages: 'Hi',
          providerOptions: { openrouter: { responseCache: true } },
        })
      ).headers,
    ).toMatchObject({
      'x-openrouter-cache-status': 'HIT',
    });
    await send(setup, { responseCache: false });
    expect(setup.headers['x-openrouter-cache']).toBe('false');
  });

  it('are not sent where nobody asked for them', async () => {
    await using setup = await setUp();
    await setup.provider.chat('Hi');
    expect(Object.keys(setup.headers).filter((name) => /openrouter|referer|title/.test(name))).toEqual([]);
  });
});

describe('cache markers', () => {
  const providerData = { type: 'openrouter', data: { cache_control: { type: 'ephemeral' } } };
  const marked = (text: string) => ({ type: 'text', text, cache_control: { type: 'ephemeral' } });

  it('stand on the content part, whatever the message', async () => {
    await using setup = await setUp();
    await setup.provider.chat({
      messages: [
        { role: 'system', content: 'A long book.', providerData },
        { role: 'user', content: [{ type: 'text', text: 'Read it.', providerData }] },
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'read', arguments: {} }] },
        { role: 'tool', toolCallId: 'c1', content: 'A chapter.', providerData },
        { role: 'user', content: 'Go on.' },
      ],
      tools: [{ name: 'read' }],
    });
    const messages = setup.body['messages'] as Record<string, unknown>[];
    expect(messages.map(({ content }) => content)).toEqual([
      [marked('A long book.')],
      [marked('Read it.')],
      null,
      [marked('A chapter.')],
      'Go on.',
    ]);
    expect(messages.filter((message) => 'cache_control' in message)).toEqual([]);
  });

  it('of several parts of one tool result go on the last one', async () => {
    await using setup = await setUp();
    const parts = ['One.', 'Two.'].map((text) => ({ type: 'text', text }) as const);
    await setup.provider.chat({
      messages: [
        { role: 'user', content: 'Read.' },
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'read', arguments: {} }] },
        { role: 'tool', toolCallId: 'c1', content: parts, providerData },
      ],
      tools: [{ name: 'read' }],
    });
    const messages = setup.body['messages'] as Record<string, unknown>[];
    expect(messages[2]?.['content']).toEqual([{ type: 'text', text: 'One.' }, marked('Two.')]);
  });
});

describe('embeddings', () => {
  it('go in requests that the smallest of the services takes', async () => {
    await using setup = await setUp();
    const input = Array.from({ length: 97 }, (_, index) => `text ${index}`);
    const { embeddings } = await setup.provider.embed({ model: 'openai/embedding-fake', input });
    expect(embeddings).toHaveLength(97);
    expect(setup.fake.requests.map(({ body }) => (body as { input: string[] }).input.length)).toEqual([
      96, 1,
    ]);
  });

  it('have options of their own, and a cost', async () => {
    await using setup = await setUp({}, { providerPreferences: { zdr: true } });
    const { embeddings, usage } = await setup.provider.embed({
      model: 'openai/embedding-fake',
      input: ['one', 'two'],
      providerOptions: {
        openrouter: { inputType: 'search_query', sessionId: 's', providerPreferences: { only: ['openai'] } },
      },
    });
    expect(embeddings).toHaveLength(2);
    expect(setup.body).toMatchObject({
      input_type: 'search_query',
      session_id: 's',
      provider: { zdr: true, only: ['openai'] },
    });
    expect(usage.cost).toEqual({ total: 4e-8, currency: 'USD', source: 'provider' });
    const error = await errorOf(
      setup.provider.embed({ input: 'x', providerOptions: { openrouter: { verbosity: 'low' } } }),
    );
    expect(error.setting).toBe('providerOptions.openrouter.verbosity');
  });
});
