import { describe, expect, it } from 'vitest';
import { createProviders } from '../../src/config/factories.js';
import type { ProviderSet } from '../../src/config/provider-set.js';
import { createRegistry } from '../../src/registry/registry.js';
import { compositeOf } from '../support/composite.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, providerOf } from '../support/scripted.js';
import { seedRegistry } from './support.js';

const { registry } = seedRegistry();
const env = { GROQ_API_KEY: 'k', OPENROUTER_API_KEY: 'k', OPENAI_API_KEY: 'k' };
const setOf = (configs: object[], first?: string): ProviderSet =>
  createProviders(configs as never, { env, registry, default: first });
const read = (set: ProviderSet, reference?: string): string => {
  const { provider, model } = set.resolve(reference);
  return `${provider.name} ${model}`;
};

describe('a model reference', () => {
  const usual = () =>
    setOf([
      { name: 'local', type: 'ollama', model: 'qwen3:8b' },
      { type: 'groq', model: 'llama-x', models: ['llama-x', 'whisper'] },
      { name: 'router', type: 'openrouter' },
      { name: 'a', type: 'openai' },
      { name: 'b', type: 'openai' },
      { name: 'off', type: 'vllm', enabled: false },
    ]);

  it.each<[string | undefined, string]>([
    [undefined, 'local qwen3:8b'],
    ['groq:llama-y', 'groq llama-y'],
    ['local:llama3:8b', 'local llama3:8b'],
    ['llama3:8b', 'local llama3:8b'],
    ['hf.co/org/model:Q4_K_M', 'local hf.co/org/model:Q4_K_M'],
    ['router:anthropic/claude-x:free', 'router anthropic/claude-x:free'],
    ['openrouter:anthropic/claude-x:free', 'router anthropic/claude-x:free'],
    ['OpenRouter:m', 'router m'],
    ['ollama:m', 'local m'],
    ['whisper', 'groq whisper'],
    ['gpt-5', 'local gpt-5'],
    ['a:gpt-5', 'a gpt-5'],
    ['b:ft:gpt-5:org::id', 'b ft:gpt-5:org::id'],
    ['groq', 'groq llama-x'],
    ['http://host/model', 'local http://host/model'],
    [':m', 'local :m'],
  ])('%s means %s', (reference, meaning) => {
    expect(read(usual(), reference)).toBe(meaning);
  });

  it('knows types by their aliases', () => {
    const set = setOf([{ type: 'ollama' }, { name: 'any', type: 'openai_compatible' }]);
    expect(read(set, 'openai_compatible:m')).toBe('any m');
    expect(read(set, 'openai-compatible:m')).toBe('any m');
  });

  it.each(['off:m', 'vllm:m', 'off'])(
    '%s names a provider that is disabled, and says so',
    async (reference) => {
      const error = await errorOf(() => usual().resolve(reference));
      expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND' });
      expect(error.message).toContain('"off" is disabled');
    },
  );

  it.each<[string, Record<string, string>, string[]]>([
    ['ollama:x', { a: 'ollama', b: 'ollama' }, ['a:x', 'b:x', 'a:ollama:x']],
    ['ollama:7b', { a: 'ollama', b: 'ollama' }, ['a:7b', 'b:7b', 'a:ollama:7b']],
    ['groq:llama', { home: 'ollama' }, ['home:groq:llama']],
    ['openai_compatible:m', { home: 'ollama' }, ['home:openai_compatible:m']],
    ['hoem:qwen3', { cloud: 'groq', home: 'ollama' }, ['home:qwen3', 'cloud:hoem:qwen3']],
    ['hom:qwen3', { cloud: 'groq', home: 'ollama' }, ['home:qwen3', 'cloud:hom:qwen3']],
    ['Home:qwen3', { cloud: 'groq', home: 'ollama' }, ['home:qwen3', 'cloud:Home:qwen3']],
    ['olama:qwen3', { cloud: 'groq', home: 'ollama' }, ['home:qwen3', 'cloud:olama:qwen3']],
  ])(
    '%s in %j is not sent to the default provider, as it may be meant for another',
    async (reference, types, full) => {
      const set = setOf(Object.entries(types).map(([name, type]) => ({ name, type })));
      const error = await errorOf(() => set.resolve(reference));
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'model', candidates: full });
      for (const each of full) {
        expect(error.message).toContain(each);
        expect(read(set, each)).toBe(each.replace(':', ' '));
      }
    },
  );

  it('like a type or a name is a model where a provider lists it', () => {
    const models = ['hoem:qwen3', 'groq:llama'];
    const set = setOf([
      { name: 'cloud', type: 'openai' },
      { name: 'home', type: 'ollama', models },
    ]);
    expect(models.map((model) => read(set, model))).toEqual(['home hoem:qwen3', 'home groq:llama']);
  });

  it.each([
    ['llama3:8b', 'llama'],
    ['llama3:instruct', 'llama'],
    ['mixtral:8x7b', 'mistral'],
    ['phi:latest', 'phy'],
    ['groq:7b', 'home'],
    ['q:x', 'b'],
    ['homely:x', 'home'],
  ])('%s is a model, although a provider is named %s', (reference, name) => {
    const set = setOf([
      { name: 'first', type: 'ollama' },
      { name, type: 'openai' },
    ]);
    expect(read(set, reference)).toBe(`first ${reference}`);
  });

  it.each(['', ' ', 'groq:', ':', null, 5])('%j is none', async (reference) => {
    const error = await errorOf(() => usual().resolve(reference as string));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'model' });
  });

  it('needs a provider', async () => {
    expect(await errorOf(() => setOf([]).resolve('m'))).toMatchObject({ code: 'PROVIDER_NOT_FOUND' });
  });

  it('that can be read in two ways is an error with both full forms', async () => {
    const set = setOf([
      { type: 'groq' },
      { type: 'ollama', models: ['groq:7b', 'openrouter:x'] },
      { name: 'r', type: 'openrouter' },
    ]);
    const byName = await errorOf(() => set.resolve('groq:7b'));
    expect(byName).toMatchObject({ code: 'REQUEST_INVALID', candidates: ['groq:7b', 'ollama:groq:7b'] });
    const byType = await errorOf(() => set.resolve('openrouter:x'));
    expect(byType.candidates).toEqual(['r:x', 'ollama:openrouter:x']);
    expect(byType.candidates?.map((full) => read(set, full))).toEqual(['r x', 'ollama openrouter:x']);
  });

  it('goes to the one that lists it where the other is known not to have it', () => {
    const set = setOf([
      { type: 'groq', models: ['llama-x'] },
      { type: 'ollama', models: ['groq:7b'] },
    ]);
    expect(read(set, 'groq:7b')).toBe('ollama groq:7b');
    expect(read(set, 'groq:llama-y')).toBe('groq llama-y');
  });

  it('that several list goes to the default where it is one of them, else it is an error', async () => {
    const configs = ['x', 'y', 'z'].map((name) => ({
      name,
      type: 'ollama',
      models: name === 'x' ? ['a'] : ['a', 'm'],
    }));
    expect(read(setOf(configs), 'a')).toBe('x a');
    expect(read(setOf(configs, 'z'), 'm')).toBe('z m');
    expect(await errorOf(() => setOf(configs).resolve('m'))).toMatchObject({ candidates: ['y:m', 'z:m'] });
  });

  it('goes to the provider that lists it, not to a router that lists it too unless that is the default', () => {
    const own = createRegistry();
    const { definition } = compositeOf(providerOf({}, {}, { models: ['a', 'm'] }));
    for (const each of [definition, definitionOf()]) own.register(each);
    const mixed = (first: string) =>
      createProviders(
        [{ type: 'many' }, { type: 'odd', models: ['a'] }, { name: 'other', type: 'odd', models: ['m'] }],
        { env, registry: own, default: first },
      );
    const set = mixed('odd');
    set.add('outer', providerOf({}, { type: 'many' }, { models: ['m'] }));
    expect(read(set, 'a')).toBe('odd a');
    expect(read(set, 'm')).toBe('other m');
    expect(read(set, 'many:m')).toBe('many m');
    expect(read(mixed('many'), 'm')).toBe('many m');
  });

  it('goes by the lists that were read', async () => {
    const set = setOf([{ type: 'ollama' }]);
    set.add('late', providerOf({ listModels: async () => [{ id: 'fresh:1b' }] }));
    expect(read(set, 'fresh:1b')).toBe('ollama fresh:1b');
    await set.models();
    expect(read(set, 'fresh:1b')).toBe('late fresh:1b');
  });

  it('in its full form always means just that, as long as no other one lists the whole', () => {
    const names = ['a', 'b0', 'groq', 'x.y_z-1'];
    const pieces = ['llama3', ':', '8b', '/', 'a', 'groq', 'ollama', '::', 'free', '@', ' ', 'é'];
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const set = setOf(names.map((name) => ({ name, type: 'ollama' })));
    for (let round = 0; round < 2_000; round++) {
      const parts = Array.from({ length: 1 + next(5) }, () => pieces[next(pieces.length)]);
      const model = `m${parts.join('')}m`;
      for (const name of names) expect(read(set, `${name}:${model}`)).toBe(`${name} ${model}`);
      // What names no provider goes to the first one, untouched.
      expect(read(set, `q${model}`)).toBe(`a q${model}`);
    }
  });
});
