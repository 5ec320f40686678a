import type { SettingField } from '../../src/contract.js';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { createRegistry, type Registry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { scriptedDriver } from '../support/scripted.js';

/** What providers made from {@link seedRegistry} were created with, by name. */
export type Created = Map<string, Record<string, unknown>>;

const field = (name: string, more: Partial<SettingField> = {}): SettingField => ({
  ...{ name, kind: 'string', description: 'x', ...more },
});
const requiredKey = field('apiKey', { kind: 'secret', required: true });
const probe = (priority: number) => ({ urls: [], priority, identify: async () => undefined });

/** The types of the seeds, declared as their packages do. */
const types: readonly Partial<AnyDefinition>[] = [
  {
    type: 'openai-compatible',
    aliases: ['openai_compatible'],
    settings: [
      field('baseUrl', {
        kind: 'url',
        default: 'http://localhost:8000/v1',
        environment: { names: ['OPENAI_COMPATIBLE_BASE_URL'], default: 'https://openrouter.ai/api/v1' },
        settings: { names: ['openai_base_url'], default: 'http://localhost:8000/v1' },
      }),
      field('apiKey', {
        kind: 'secret',
        environment: { names: ['OPENAI_COMPATIBLE_API_KEY'] },
        settings: { names: ['openai_api_key'] },
      }),
      field('model', {
        environment: { names: ['OPENAI_COMPATIBLE_DEFAULT_MODEL'], default: 'anthropic/claude-3.5-sonnet' },
        settings: { names: ['openai_model'], default: 'gpt-3.5-turbo' },
      }),
      field('displayName', { environment: { names: ['OPENAI_COMPATIBLE_PROVIDER_NAME'] } }),
      field('headers', {
        kind: 'json',
        environment: { names: ['OPENAI_COMPATIBLE_CUSTOM_HEADERS'], default: {} },
      }),
      field('timeout', {
        kind: 'number',
        min: 0,
        environment: { names: ['OPENAI_COMPATIBLE_TIMEOUT'], default: 30 },
      }),
      field('maxRetries', {
        kind: 'integer',
        environment: { names: ['OPENAI_COMPATIBLE_MAX_RETRIES'], default: 3 },
      }),
      field('client', { kind: 'object' }),
    ],
    probe: probe(60),
  },
  {
    type: 'openai',
    location: 'cloud',
    settings: [field('baseUrl', { kind: 'url', default: 'https://api.openai.com/v1' }), requiredKey],
  },
  {
    type: 'groq',
    location: 'cloud',
    settings: [field('baseUrl', { kind: 'url', default: 'https://api.groq.com/openai/v1' }), requiredKey],
  },
  {
    type: 'openrouter',
    location: 'cloud',
    settings: [
      field('baseUrl', { kind: 'url', default: 'https://openrouter.ai/api/v1' }),
      requiredKey,
      field('model', {
        environment: { names: ['OPENROUTER_DEFAULT_MODEL', 'OPENROUTER_MODEL'] },
        settings: { names: ['openrouter_model'], default: 'openai/gpt-4' },
      }),
    ],
  },
  {
    type: 'llamacpp',
    aliases: ['llama-cpp'],
    location: 'local',
    settings: [field('baseUrl', { kind: 'url', default: 'http://127.0.0.1:8080' })],
    probe: probe(30),
  },
  {
    type: 'ollama',
    location: 'local',
    settings: [
      field('baseUrl', { kind: 'url', default: 'http://127.0.0.1:11434' }),
      field('numCtx', { kind: 'integer', min: 1 }),
      field('keepAlive', { kind: 'boolean' }),
      field('style', { kind: 'enum', values: ['fast', 'exact'] }),
    ],
    probe: probe(20),
  },
  {
    type: 'lmstudio',
    aliases: ['lm-studio'],
    location: 'local',
    settings: [field('baseUrl', { kind: 'url', default: 'http://127.0.0.1:1234/v1' })],
    probe: probe(10),
  },
  { type: 'vllm', location: 'local', probe: probe(40) },
  { type: 'mock', location: 'local' },
];

/** A registry with the types of the seeds; `created` tells what their drivers were created with. */
export function seedRegistry(...only: string[]): { registry: Registry; created: Created } {
  const registry = createRegistry();
  const created: Created = new Map();
  for (const definition of types) {
    if (only.length > 0 && !only.includes(String(definition.type))) continue;
    const create = (options: Record<string, unknown>, { name }: { name: string }) => {
      created.set(name, options);
      return scriptedDriver([]);
    };
    registry.register(definitionOf({ packageName: `@modelport/${definition.type}`, ...definition, create }));
  }
  return { registry, created };
}
