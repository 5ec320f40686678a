import { type AnyDefinition, knownTypes } from '@modelport/core';
import { definition as anthropic } from '@modelport/provider-anthropic/definition';
import { definition as llamacpp } from '@modelport/provider-llamacpp/definition';
import { definition as mock } from '@modelport/provider-mock/definition';
import { definition as ollama } from '@modelport/provider-ollama/definition';
import { definition as openAICompatible } from '@modelport/provider-openai-compatible/definition';
import { presetDefinitions } from '@modelport/provider-openai-compatible/presets';
import { definition as openrouter } from '@modelport/provider-openrouter/definition';
import { expect, it } from 'vitest';

const definitions: readonly AnyDefinition[] = [
  anthropic,
  llamacpp,
  mock,
  ollama,
  openrouter,
  openAICompatible,
  ...presetDefinitions,
];

it('knows exactly the types and aliases of the provider packages, for its install hints', () => {
  const names = definitions.flatMap(({ type, aliases = [], packageName }) =>
    [type, ...aliases].map((name) => [name.replaceAll('_', '-'), packageName] as const),
  );
  expect(knownTypes).toEqual(Object.fromEntries(names));
});
