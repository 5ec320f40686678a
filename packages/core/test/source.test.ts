import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../src');
const sources = globSync('**/*.ts', { cwd: folder }).map(
  (path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')] as const,
);
/** The files whose code, comments apart, has something. */
const filesWith = (pattern: RegExp): string[] =>
  sources
    .filter(([, source]) => pattern.test(source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(([path]) => path);

describe('the source of core', () => {
  it('touches globalThis in one file', () => {
    expect(filesWith(/(?<!typeof )\bglobalThis\b/)).toEqual(['registry/registry.ts']);
  });

  it('imports nothing by a computed name', () => {
    expect(filesWith(/(?<!\.)\bimport\((?!')/)).toEqual([]);
  });

  it('asks the network in one file, to look for servers: images are never downloaded here', () => {
    const asking = /\bfetch\(|= fetch\b|XMLHttpRequest|WebSocket|['"]node:/;
    expect(filesWith(asking)).toEqual(['detect/probe-get.ts']);
  });

  it('reads the environment in one file', () => {
    expect(filesWith(/\bprocess\b|\.env\b/)).toEqual(['config/source.ts']);
  });
});

describe('the contract', () => {
  const contract = sources.find(([path]) => path === 'contract.ts')?.[1] ?? '';

  it('is types only', () => {
    expect(contract).not.toMatch(/^(export )?(const|let|function|class|enum)\b|^import (?!type)/m);
  });

  it('says of everything that it exports what it is', () => {
    const lines = contract.split('\n');
    const silent = lines.filter((line, at) => /^export /.test(line) && !lines[at - 1]?.endsWith('*/'));
    expect(lines.filter((line) => line.startsWith('export ')).length).toBeGreaterThan(50);
    expect(silent).toEqual([]);
  });
});
