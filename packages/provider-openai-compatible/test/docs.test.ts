import { readFileSync, writeFileSync } from 'node:fs';
import { getDefinition } from '@modelport/core';
import { expect, it } from 'vitest';
import '../src/index.js';
import type { Preset } from '../src/presets/preset.js';
import { allPresets } from '../src/presets.js';

const file = new URL('../../../docs/presets.md', import.meta.url);
const begin = /(?<=^<!-- presets: .*-->\n)[\s\S]*(?=^<!-- end of presets -->)/m;

it('docs/presets.md lists the presets as they are', () => {
  const text = readFileSync(file, 'utf8');
  const current = text.replace(begin, () => `\n${table()}\n`);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, current);
  else expect(text).toBe(current);
});

it("the package's README names every preset, and which are unproven", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const { type, proven } of allPresets) {
    expect(readme).toContain(proven ? `\`${type}\`` : `\`${type}\` (*unproven*)`);
  }
});

function table(): string {
  const rows = allPresets.map((preset) => [
    `\`${preset.type}\`${preset.proven ? '' : ' *unproven*'}`,
    [preset.type, ...(preset.aliases ?? [])].slice(1).map(code).join(', '),
    `[${preset.displayName}](${preset.documentation})`,
    preset.baseUrl === undefined ? 'that of your resource' : code(preset.baseUrl),
    keyVariables(preset),
    deviations(preset).map(code).join(', '),
  ]);
  const head = ['type', 'other names', 'service', 'address', 'key', 'deviates in'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function code(text: string): string {
  return `\`${text}\``;
}

function keyVariables({ type, environment }: Preset): string {
  const { required } = getDefinition(type).settings.find(({ name }) => name === 'apiKey') ?? {};
  const names = environment?.['apiKey'] ?? [`${type.replaceAll('-', '_').toUpperCase()}_API_KEY`];
  return `${names.map(code).join(', ')}${required ? '' : ', if any'}`;
}

function deviations({ quirks = {} }: Preset): readonly string[] {
  return Object.entries(quirks).map(([name, value]) => `${name}: ${value}`);
}
