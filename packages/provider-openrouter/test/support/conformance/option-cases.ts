import assert from 'node:assert/strict';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { bodyCase, refusalCase } from './body.js';

const reason = 'OpenRouterRequestOptions: OpenRouter drops names that it does not know without a word.';
const search = {
  type: 'openrouter:web_search',
  parameters: { maxResults: 2, nested: [{ someName: 1 }] },
} as const;
const wireSearch = {
  type: 'openrouter:web_search',
  parameters: { max_results: 2, nested: [{ some_name: 1 }] },
};
const clock = { name: 'clock', parameters: { type: 'object', properties: {} } };

/** What one request can say to OpenRouter alone. */
export const optionCases: readonly ConformanceCase[] = [
  bodyCase({
    id: 'openrouter-options/none',
    title: 'without options nothing of OpenRouter’s own is sent',
    reason,
    body: {},
  }),
  bodyCase({
    id: 'openrouter-options/all',
    title: 'every option has its place on the wire',
    reason,
    own: {
      plugins: [
        { id: 'web', maxResults: 3, searchPrompt: undefined, limits: null },
        { id: 'file-parser', pdf: { engine: 'native' } },
      ],
      transforms: ['middle-out'],
      verbosity: 'max',
      cacheControl: { type: 'ephemeral', ttl: '1h' },
      promptCacheKey: 'key',
      sessionId: 's'.repeat(256),
      topA: 0.1,
      repetitionPenalty: 1.1,
      logitBias: { '42': -100 },
      prediction: { type: 'content', content: 'Hi' },
      serviceTier: 'flex',
      modalities: ['image', 'text'],
      imageConfig: { aspectRatio: '16:9' },
      user: 'user-1',
      metadata: { teamName: 'x' },
      trace: { customKey: 1 },
      debug: { echoUpstreamBody: true },
      stopServerToolsWhen: [{ type: 'step_count', value: 2 }],
    },
    body: {
      plugins: [
        { id: 'web', max_results: 3, limits: null },
        { id: 'file-parser', pdf: { engine: 'native' } },
      ],
      transforms: ['middle-out'],
      verbosity: 'max',
      cache_control: { type: 'ephemeral', ttl: '1h' },
      prompt_cache_key: 'key',
      session_id: 's'.repeat(256),
      top_a: 0.1,
      repetition_penalty: 1.1,
      logit_bias: { '42': -100 },
      prediction: { type: 'content', content: 'Hi' },
      service_tier: 'flex',
      modalities: ['image', 'text'],
      image_config: { aspect_ratio: '16:9' },
      user: 'user-1',
      metadata: { teamName: 'x' },
      trace: { customKey: 1 },
      debug: { echo_upstream_body: true },
      stop_server_tools_when: [{ type: 'step_count', value: 2 }],
    },
  }),
  bodyCase({
    id: 'openrouter-options/preferences',
    title: 'preferences of a request go over those of the provider, each for itself',
    reason: 'OpenRouterRequestOptions.providerPreferences.',
    options: { providerPreferences: { order: ['azure'], zdr: true, maxPrice: { prompt: '1.5' } } },
    own: { providerPreferences: { order: ['openai'], allowFallbacks: false, sort: undefined } },
    body: {
      provider: { order: ['openai'], zdr: true, max_price: { prompt: '1.5' }, allow_fallbacks: false },
    },
  }),
  bodyCase({
    id: 'openrouter-options/preferences-of-the-provider',
    title: 'preferences of the provider go along with every request',
    reason: 'OpenRouterOptions.providerPreferences.',
    options: { providerPreferences: { data_collection: 'deny' } },
    body: { provider: { data_collection: 'deny' } },
  }),
  bodyCase({
    id: 'openrouter-options/preferences-of-the-request',
    title: 'preferences of a request need none of the provider',
    reason: 'OpenRouterRequestOptions.providerPreferences.',
    own: { providerPreferences: { only: ['groq'] } },
    body: { provider: { only: ['groq'] } },
  }),
  bodyCase({
    id: 'openrouter-options/fallbacks-of-the-provider',
    title: 'the other models of the provider go along with every request',
    reason: 'OpenRouterOptions.fallbackModels.',
    options: { fallbackModels: ['a/b', 'c/d'] },
    body: { models: ['a/b', 'c/d'] },
  }),
  bodyCase({
    id: 'openrouter-options/fallbacks-of-the-request',
    title: 'the other models of a request stand in place of those of the provider',
    reason: 'OpenRouterRequestOptions.fallbackModels.',
    options: { fallbackModels: ['a/b'] },
    own: { fallbackModels: ['e/f'] },
    body: { models: ['e/f'] },
  }),
  bodyCase({
    id: 'openrouter-options/no-fallbacks',
    title: 'an empty list of other models is none',
    reason: 'OpenRouter refuses an empty list.',
    options: { fallbackModels: ['a/b'] },
    own: { fallbackModels: [] },
    body: {},
  }),
  bodyCase({
    id: 'openrouter-options/server-tools',
    title: 'tools that OpenRouter runs need no others',
    reason: 'OpenRouterRequestOptions.serverTools.',
    own: { serverTools: [search] },
    body: { tools: [wireSearch] },
  }),
  bodyCase({
    id: 'openrouter-options/server-tools-beside-others',
    title: 'tools that OpenRouter runs stand behind those of the request',
    reason: 'OpenRouterRequestOptions.serverTools.',
    request: { tools: [clock] },
    own: { serverTools: [search] },
    body: { tools: [{ type: 'function', function: clock }, wireSearch] },
  }),
  bodyCase({
    id: 'openrouter-options/no-server-tools',
    title: 'an empty list of server tools leaves the tools as they are',
    reason: 'An empty list is refused, and must not take the place of the others.',
    request: { tools: [clock] },
    own: { serverTools: [] },
    body: { tools: [{ type: 'function', function: clock }] },
  }),
  bodyCase({
    id: 'openrouter-options/reasoning',
    title: 'more on reasoning stands beside what the request says of it',
    reason: 'OpenRouterRequestOptions.reasoning.',
    request: { reasoning: { effort: 'high' } },
    own: { reasoning: { exclude: true, summary: 'concise' } },
    body: { reasoning: { effort: 'high', exclude: true, summary: 'concise' } },
  }),
  bodyCase({
    id: 'openrouter-options/reasoning-budget',
    title: 'a budget for thoughts may stand alone, or beside their switch',
    reason: 'OpenRouterRequestOptions.reasoning.',
    request: { reasoning: { enabled: true } },
    own: { reasoning: { maxTokens: 2000 } },
    body: { reasoning: { enabled: true, max_tokens: 2000 } },
  }),
  refusalCase({
    id: 'openrouter-options/budget-and-effort',
    title: 'a budget beside an effort is refused before anything is sent',
    reason: 'OpenRouter refuses both: a budget is what an effort is made into.',
    request: { reasoning: { effort: 'high' } },
    own: { reasoning: { maxTokens: 2000 } },
    setting: 'reasoning.maxTokens',
    says: /^The request option "reasoning\.maxTokens" is a budget .* beside the effort "high"\.$/,
  }),
  ...wrongValues([
    ['reasoning', 'high', /"reasoning" takes an object, such as \{ maxTokens: 2000 \}\.$/],
    ['fallbackModels', 'a/b', /"fallbackModels" takes a list of model ids\.$/],
    ['fallbackModels', ['a/b', ''], /takes a list of model ids/],
    ['fallbackModels', ['a/b', 7], /takes a list of model ids/],
    [
      'serverTools',
      search,
      /"serverTools" takes a list of tools like \{ type: 'openrouter:web_search' \}\.$/,
    ],
    ['serverTools', [search, { type: 'function' }], /takes a list of tools/],
    ['serverTools', [{ type: 'not-openrouter:web' }], /takes a list of tools/],
    ['serverTools', [null], /takes a list of tools/],
    ['sessionId', '', /"sessionId" takes a text of up to 256 characters\.$/],
    ['sessionId', 's'.repeat(257), /takes a text of up to 256/],
    ['sessionId', ['s'], /takes a text of up to 256/],
    ['verbosty', 'low', /no request option "verbosty"\. Accepted: .*verbosity/],
  ]),
  refusalCase({
    id: 'openrouter-options/wrong-preference',
    title: 'a preference that does not exist is refused before anything is sent',
    reason: 'OpenRouter refuses it, too, but does not say how the right one is called here.',
    own: { providerPreferences: { oder: ['a'] } },
    setting: 'providerPreferences.oder',
    says: /no provider preference "oder"\. Accepted: order/,
  }),
  {
    id: 'openrouter-options/headers',
    title: 'options that are headers on the wire are no fields of the body',
    reason: 'OpenRouterRequestOptions.responseCache and routerMetadata.',
    requires: ['wire'],
    async run(t) {
      const openrouter = { responseCache: { ttlSeconds: 60, clear: true }, routerMetadata: true };
      await t.provider().chat({ messages: 'Hi', providerOptions: { openrouter } });
      const [request] = t.backend.requestsFor('chat');
      assert.deepEqual(Object.keys(request?.body ?? {}).sort(), ['messages', 'model']);
      const names = ['cache', 'cache-ttl', 'cache-clear', 'metadata'];
      assert.deepEqual(
        names.map((name) => request?.headers[`x-openrouter-${name}`]),
        ['true', '60', 'true', 'enabled'],
      );
    },
  },
  {
    id: 'openrouter-options/app',
    title: 'the app is told in the headers of every request',
    reason: 'https://openrouter.ai/docs/app-attribution',
    requires: ['wire'],
    async run(t) {
      const options = {
        appUrl: 'https://app.example',
        appName: 'My app',
        appCategories: ['cli-agent', 'chat'],
      };
      const provider = t.provider(options);
      await provider.chat('Hi');
      await provider.models();
      for (const { headers } of t.backend.requests) {
        assert.deepEqual(
          ['http-referer', 'x-openrouter-title', 'x-title', 'x-openrouter-categories'].map(
            (name) => headers[name],
          ),
          ['https://app.example', 'My app', 'My app', 'cli-agent,chat'],
        );
      }
    },
  },
];

function wrongValues(
  values: readonly (readonly [name: string, value: unknown, says: RegExp])[],
): ConformanceCase[] {
  return values.map(([name, value, says], index) =>
    refusalCase({
      id: `openrouter-options/wrong-${index + 1}-${name}`,
      title: `${name} of ${JSON.stringify(value).slice(0, 60)} is refused before anything is sent`,
      reason,
      own: { [name]: value },
      setting: name,
      says,
    }),
  );
}
