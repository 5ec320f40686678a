import { expect, it } from 'vitest';
import { knownTypeProblems } from '../lib/checks/known-types.mjs';

const file = 'packages/core/src/registry/known-types.ts';
const definitions = [
  { type: 'ollama', packageName: 'package-of-ollama' },
  { type: 'open-ai', aliases: ['openai', 'open_ai_compatible'], packageName: 'package-of-clouds' },
];
const packages = ['package-of-ollama', 'package-of-clouds'];
const known = {
  ollama: 'package-of-ollama',
  'open-ai': 'package-of-clouds',
  openai: 'package-of-clouds',
  'open-ai-compatible': 'package-of-clouds',
};

it('finds nothing where core knows every type and alias, in its canonical spelling', () => {
  expect(knownTypeProblems(known, definitions, packages)).toEqual([]);
});

it('finds a type or an alias that a package registers and core does not know', () => {
  const { openai: _, ...others } = known;
  expect(knownTypeProblems(others, definitions, packages)).toEqual([
    `${file} lacks 'openai', which package-of-clouds registers: add 'openai': 'package-of-clouds'`,
  ]);
});

it('finds a type that core knows and no package registers', () => {
  expect(knownTypeProblems({ ...known, gone: 'package-of-nobody' }, definitions, packages)).toEqual([
    `${file} gives package-of-nobody for 'gone', which no package here registers: remove it`,
  ]);
});

it('finds a type for which core names another package than the one that registers it', () => {
  expect(knownTypeProblems({ ...known, ollama: 'package-of-clouds' }, definitions, packages)).toEqual([
    `${file} gives package-of-clouds for 'ollama', but package-of-ollama registers it`,
  ]);
});

it('finds a definition with another name than that of its package', () => {
  expect(knownTypeProblems(known, definitions, ['package-of-clouds'])).toEqual([
    "the definition of 'ollama' gives package-of-ollama as its packageName, but no package.json here has that name",
  ]);
});
