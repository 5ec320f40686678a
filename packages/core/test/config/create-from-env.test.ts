import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProviderFromEnv, type FromEnvOptions } from '../../src/config/factories.js';
import type { Environment } from '../../src/config/source.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, providerOf } from '../support/scripted.js';
import { seedRegistry } from './support.js';

/** The type that an environment gives, and what its driver was created with. */
function made(env: Environment, options: FromEnvOptions = {}, ...only: string[]) {
  const { registry, created } = seedRegistry(...only);
  const { type, name } = createProviderFromEnv(env, { registry, ...options });
  return { type, options: created.get(name) };
}
const errorFrom = (env: Environment, options: FromEnvOptions = {}) => errorOf(() => made(env, options));

afterEach(() => void vi.unstubAllEnvs());

describe('createProviderFromEnv', () => {
  it("reads this process's variables unless it is given others", () => {
    vi.stubEnv('PREFERRED_PROVIDER', 'groq');
    vi.stubEnv('GROQ_API_KEY', 'gsk-1');
    const { registry, created } = seedRegistry();
    expect(createProviderFromEnv(undefined, { registry }).type).toBe('groq');
    expect(created.get('groq')).toMatchObject({ apiKey: 'gsk-1' });
    expect(made({}).type).toBe('lmstudio');
  });

  it('reads every variable of the generic provider', () => {
    const env = {
      PREFERRED_PROVIDER: 'openai_compatible',
      OPENAI_COMPATIBLE_ENABLED: 'true',
      OPENAI_COMPATIBLE_API_KEY: 'sk-1',
      OPENAI_COMPATIBLE_BASE_URL: 'https://your-provider.com/api/v1',
      OPENAI_COMPATIBLE_DEFAULT_MODEL: 'm',
      OPENAI_COMPATIBLE_PROVIDER_NAME: 'Your Provider',
      OPENAI_COMPATIBLE_CUSTOM_HEADERS: '{"X-Custom-Header": "value"}',
      OPENAI_COMPATIBLE_TIMEOUT: '2.5',
      OPENAI_COMPATIBLE_MAX_RETRIES: '5',
    };
    expect(made(env)).toEqual({
      type: 'openai-compatible',
      options: {
        apiKey: 'sk-1',
        baseUrl: 'https://your-provider.com/api/v1',
        model: 'm',
        displayName: 'Your Provider',
        headers: { 'X-Custom-Header': 'value' },
        maxRetries: 5,
        firstEventTimeout: 2_500,
        idleTimeout: 2_500,
      },
    });
  });

  it("has the environment's own defaults for the generic provider, but for local servers no timeout", () => {
    expect(made({}, { type: 'openai-compatible' }).options).toEqual({
      baseUrl: 'https://openrouter.ai/api/v1',
      model: 'anthropic/claude-3.5-sonnet',
      headers: {},
      maxRetries: 3,
      firstEventTimeout: 30_000,
      idleTimeout: 30_000,
    });
    expect(made({}, { type: 'ollama' }).options).toEqual({ baseUrl: 'http://127.0.0.1:11434' });
  });

  it('keeps the old variables of OpenRouter working', () => {
    const env = {
      OPENROUTER_API_KEY: 'sk-or-1',
      OPENROUTER_BASE_URL: 'https://proxy.example/api/v1',
      OPENROUTER_DEFAULT_MODEL: 'anthropic/claude-x',
    };
    const expected = {
      type: 'openrouter',
      options: { apiKey: 'sk-or-1', baseUrl: 'https://proxy.example/api/v1', model: 'anthropic/claude-x' },
    };
    expect(made({ ...env, PREFERRED_PROVIDER: 'openrouter' })).toEqual(expected);
    expect(made(env)).toEqual(expected);
  });

  it('has OpenAI from its own variables', () => {
    const { type, options } = made({ OPENAI_API_KEY: 'sk-1', OPENAI_MODEL: 'gpt-x' });
    expect(type).toBe('openai');
    expect(options).toEqual({ apiKey: 'sk-1', model: 'gpt-x', baseUrl: 'https://api.openai.com/v1' });
  });

  it('sends the key to the base URL that is given with it', () => {
    const env = { OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://localhost:9000/v1' };
    expect(made(env)).toMatchObject({ type: 'openai', options: { baseUrl: 'http://localhost:9000/v1' } });
  });

  it.each([
    ['openai_compatible', 'openai-compatible'],
    ['OPENAI-COMPATIBLE', 'openai-compatible'],
    ['llama_cpp', 'llamacpp'],
    ['llama.cpp', 'llamacpp'],
    ['lm_studio', 'lmstudio'],
    ['LM Studio', 'lmstudio'],
    ['Ollama', 'ollama'],
    [' vllm ', 'vllm'],
    ['', 'lmstudio'],
    ['auto', 'lmstudio'],
    ['AUTO', 'lmstudio'],
  ])('takes %j for %s', (preferred, type) => {
    expect(made({ PREFERRED_PROVIDER: preferred }).type).toBe(type);
    expect(made({ LLM_PROVIDER: preferred }).type).toBe(type);
    expect(made({}, { type: preferred }).type).toBe(type);
  });

  it('prefers its argument, then PREFERRED_PROVIDER, then LLM_PROVIDER, then what is told', () => {
    const env = { OLLAMA_MODEL: 'm', LLM_PROVIDER: 'vllm', PREFERRED_PROVIDER: 'llamacpp' };
    expect(made(env, { type: 'mock' }).type).toBe('mock');
    expect(made(env).type).toBe('llamacpp');
    expect(made({ ...env, PREFERRED_PROVIDER: '' }).type).toBe('vllm');
    expect(made({ OLLAMA_MODEL: 'm' }).type).toBe('ollama');
  });

  it.each<[string, Environment]>([
    ['openai', { OPENAI_API_KEY: 'sk-1', OLLAMA_MODEL: 'm', GROQ_API_KEY: 'gsk-1' }],
    ['ollama', { OPENAI_API_KEY: '', OLLAMA_MODEL: 'm', GROQ_API_KEY: 'gsk-1' }],
    ['llamacpp', { GROQ_API_KEY: 'gsk-1', LLAMACPP_BASE_URL: 'http://127.0.0.1:9999', VLLM_MODEL: 'm' }],
    ['groq', { GROQ_API_KEY: 'gsk-1' }],
    ['openai', { OPENAI_API_KEY: 'sk-1', OLLAMA_MODEL: 'm', OPENAI_ENABLED: 'yes' }],
    ['ollama', { OPENAI_API_KEY: 'sk-1', OLLAMA_MODEL: 'm', OPENAI_ENABLED: 'off' }],
    ['ollama', { OPENAI_MODEL: 'm', OLLAMA_MODEL: 'm' }],
    ['groq', { OPENAI_MODEL: 'm', GROQ_API_KEY: 'gsk-1' }],
    ['lmstudio', { OLLAMA_MODEL: 'm', OLLAMA_ENABLED: 'false' }],
    ['ollama', { LMSTUDIO_ENABLED: '0', LLAMACPP_ENABLED: 'no' }],
    ['lmstudio', { OLLAMA_ENABLED: 'true' }],
  ])('chooses %s for %j', (type, env) => {
    expect(made(env).type).toBe(type);
  });

  it('chooses among the types that are there', () => {
    expect(made({ OPENAI_API_KEY: 'sk-1' }, {}, 'ollama', 'llamacpp').type).toBe('ollama');
    expect(made({}, {}, 'groq', 'llamacpp', 'ollama').type).toBe('ollama');
  });

  it('says what to install where nothing can be chosen', async () => {
    const error = await errorOf(() => made({}, {}, 'groq'));
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', type: 'lmstudio', candidates: ['groq'] });
  });

  it('lists the types that there are when another is asked for, and names the variable', async () => {
    const error = await errorFrom({ PREFERRED_PROVIDER: 'olama' });
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', setting: 'PREFERRED_PROVIDER' });
    expect(error.candidates).toEqual(expect.arrayContaining(['openai', 'lmstudio', 'ollama', 'llamacpp']));
    expect(error.message).toMatch(
      /^The environment variable "PREFERRED_PROVIDER" cannot be used: .*"olama"\. Did you mean "ollama"\? Reg/,
    );
  });

  it.each(['false', '0', 'no', 'OFF'])('refuses a type that is not enabled: %s', async (value) => {
    const env = { OPENAI_COMPATIBLE_ENABLED: value };
    const error = await errorFrom(env, { type: 'openai_compatible' });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'enabled', type: 'openai-compatible' });
    expect(error.message).toMatch(/"openai-compatible" is disabled.*"OPENAI_COMPATIBLE_ENABLED"/);
  });

  it.each<[string, string, unknown]>([
    ['OLLAMA_NUM_CTX', '4096', { numCtx: 4096 }],
    ['OLLAMA_KEEP_ALIVE', 'true', { keepAlive: true }],
    ['OLLAMA_KEEP_ALIVE', '1', { keepAlive: true }],
    ['OLLAMA_KEEP_ALIVE', 'Yes', { keepAlive: true }],
    ['OLLAMA_KEEP_ALIVE', 'on', { keepAlive: true }],
    ['OLLAMA_KEEP_ALIVE', 'False', { keepAlive: false }],
    ['OLLAMA_KEEP_ALIVE', '0', { keepAlive: false }],
    ['OLLAMA_STYLE', 'exact', { style: 'exact' }],
    ['OLLAMA_HEADERS', '{"x-team": "blue"}', { headers: { 'x-team': 'blue' } }],
    ['OLLAMA_MAX_RETRIES', '0', { maxRetries: 0 }],
    ['OLLAMA_TIMEOUT', '3600', { idleTimeout: 3_600_000 }],
    ['OLLAMA_MODEL', ' qwen3:8b ', { model: 'qwen3:8b' }],
    ['ollama_model', 'qwen3:8b', { model: 'qwen3:8b' }],
    ['OLLAMA_BASEURL', 'http://gpu:11434', { baseUrl: 'http://gpu:11434' }],
  ])('reads %s=%s', (name, value, expected) => {
    expect(made({ [name]: value }, { type: 'ollama' }).options).toMatchObject(expected as object);
  });

  it.each<[string, string, RegExp]>([
    ['OLLAMA_NUM_CTX', '4k', /"OLLAMA_NUM_CTX" must be a whole number from 1; "4k" is not\.$/],
    ['OLLAMA_NUM_CTX', '0', /from 1; "0" is not/],
    ['OLLAMA_KEEP_ALIVE', '5m', /true or false; "5m" is not/],
    ['OLLAMA_STYLE', 'quick', /one of fast, exact; "quick" is not/],
    ['OLLAMA_BASE_URL', 'gpu:11434', /an http or https URL; "gpu:11434" is not/],
    ['OLLAMA_MAX_RETRIES', '-1', /whole number from 0 to 100/],
    ['OLLAMA_TIMEOUT', '30000', /from 0 to 3600; "30000" is not\. It is in seconds: did you mean 30\?$/],
    ['OLLAMA_TIMEOUT', 'Infinity', /from 0 to 3600; "Infinity" is not\.$/],
    ['OLLAMA_TIMEOUT', 'NaN', /a number from 0 to 3600; "NaN" is not\.$/],
    ['OLLAMA_TIMEOUT', 'soon', /a number from 0 to 3600; "soon" is not\.$/],
    ['OLLAMA_ENABLED', 'maybe', /true or false; "maybe" is not/],
    ['OLLAMA_HEADERS', '{"x-key": "sk-live"', /an object, written as JSON; the value given is not/],
    ['OLLAMA_HEADERS', 'null', /an object/],
    ['OLLAMA_API_KEY', 'sk-live\nx', /printable ASCII/],
  ])('refuses %s=%s, naming the variable and what is accepted', async (name, value, message) => {
    const error = await errorFrom({ [name]: value }, { type: 'ollama' });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', type: 'ollama' });
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`The environment variable "${name}"`);
    expect(JSON.stringify(error) + inspect(error)).not.toContain('sk-live');
  });

  it.each(['__proto__', 'constructor', '日本', '---', 'оllama'])('knows no type %j', async (preferred) => {
    const error = await errorFrom({ PREFERRED_PROVIDER: preferred });
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', type: preferred });
  });

  it('asked for auto, prefers OpenAI where its key is there to the one that is named', () => {
    const env = { PREFERRED_PROVIDER: 'vllm', OPENAI_API_KEY: 'sk-1' };
    expect(made(env, { type: 'auto' }).type).toBe('openai');
    expect(made({ ...env, OPENAI_ENABLED: 'no' }, { type: 'auto' }).type).toBe('vllm');
    expect(made({ ...env, OPENAI_API_KEY: '' }, { type: 'AUTO' }).type).toBe('vllm');
    expect(made(env, { type: 'auto' }, 'vllm', 'ollama').type).toBe('vllm');
    expect(made(env).type).toBe('vllm');
  });

  it('chooses no composite by itself: nobody knows its targets', () => {
    const { registry } = seedRegistry('lmstudio');
    const many = definitionOf({ type: 'many', composite: true, create: () => providerOf({}) as never });
    registry.register(many);
    expect(createProviderFromEnv({ MANY_TIMEOUT: '5' }, { registry }).type).toBe('lmstudio');
  });

  it('takes what is empty as not given', () => {
    expect(
      made({ OLLAMA_MODEL: '', OLLAMA_NUM_CTX: '  ', OLLAMA_BASE_URL: '' }, { type: 'ollama' }).options,
    ).toEqual({ baseUrl: 'http://127.0.0.1:11434' });
  });

  it('prefers the exact name to another spelling of it', () => {
    const env = { ollama_model: 'a', OLLAMA_MODEL: 'b', OllamaModel: 'c' };
    expect(made(env, { type: 'ollama' }).options).toMatchObject({ model: 'b' });
  });

  it('names every way to give a key that is missing', async () => {
    const error = await errorFrom({}, { type: 'groq' });
    expect(error).toMatchObject({
      code: 'SETTING_MISSING',
      setting: 'apiKey',
      candidates: ['apiKey', 'GROQ_API_KEY', 'groq_api_key'],
    });
    expect(error.message).toMatch(/GROQ_API_KEY.*groq_api_key.*apiKeyEnv/);
  });

  it.each([null, 5, 'PATH=x', []])('refuses %j for an environment', async (env) => {
    expect(await errorFrom(env as never)).toMatchObject({ code: 'SETTING_INVALID' });
  });
});
