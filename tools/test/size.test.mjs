import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleSize } from '../lib/bundle-size.mjs';
import { install } from '../lib/install-size.mjs';
import { holdToBudgets } from '../lib/size-budgets.mjs';
import { staleSizes, withSizeTable } from '../lib/size-table.mjs';

let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelport-size-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Text that does not compress. */
const noise = (length) =>
  Array.from({ length }, (_, index) => ((Math.sin(index) * 1e9) >>> 0).toString(36)).join('');

async function packageNamed(name, dependencies, files) {
  const directory = join(folder, name);
  await mkdir(directory, { recursive: true });
  const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js', dependencies };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
  return directory;
}

describe('the size of a bundle', () => {
  it('counts what import() loads only when asked to, and nothing that is unused', async () => {
    await writeFile(join(folder, 'lazy.js'), `export const lazy = '${noise(1000)}';`);
    await writeFile(join(folder, 'unused.js'), `export const unused = '${noise(1000)}';`);
    const program = `import { unused } from './unused.js'; export const load = () => import('./lazy.js');`;
    const atStart = await bundleSize(program, { folder });
    expect(atStart).toBeLessThan(300);
    const withCalls = await bundleSize(program, { folder, calls: true });
    expect(withCalls).toBeGreaterThan(2000);
  });
});

describe('the size of an installation', () => {
  it('counts each package and each byte, nested ones too', { timeout: 600_000 }, async () => {
    const inner = await packageNamed('inner', {}, { 'index.js': 'x'.repeat(5000) });
    const outer = await packageNamed('outer', { inner: `file:${inner}` }, { 'index.js': 'x'.repeat(7000) });
    const target = join(folder, 'user');
    await mkdir(target);
    const { packages, bytes } = await install(target, [outer, inner], { offline: true });
    expect(packages).toEqual(['inner', 'outer']);
    expect(bytes).toBeGreaterThan(12_000);
    expect(bytes).toBeLessThan(13_500);
  });

  it('fails with the words of npm', { timeout: 600_000 }, async () => {
    const broken = await packageNamed('broken', { 'no-such-package-anywhere': '^1.0.0' }, {});
    await expect(install(folder, [broken], { offline: true })).rejects.toThrow('no-such-package-anywhere');
  });
});

describe('budgets', () => {
  const measured = [
    { name: 'core', unit: 'gzipped', value: 10_001, budget: 10_000 },
    { name: 'an install', unit: 'packages', value: 3, budget: 3 },
    { name: 'an install', unit: 'installed', value: 1_200_000, budget: 1_000_000 },
  ];

  it('are held by what is at most as big', () => {
    const small = measured.map((each) => ({ ...each, value: each.budget }));
    expect(holdToBudgets(small).problems).toEqual([]);
  });

  it('name what is over, by how much, and what to do', () => {
    const { problems, lines } = holdToBudgets(measured);
    expect(lines).toHaveLength(3);
    expect(problems).toEqual([
      expect.stringMatching(/^core: 10\.0 kB of at most 10\.0 kB gzipped: make it smaller/),
      expect.stringMatching(/^an install: 1\.20 MB of at most 1\.00 MB: make it smaller/),
    ]);
  });
});

describe('the table of sizes', () => {
  const row = {
    task: 'Ollama',
    name: 'Modelport',
    versions: ['@modelport/core 1.0.0'],
    installs: 3,
    bytes: 520_000,
    atStart: 10_800,
    withCalls: 38_500,
  };
  const page =
    'Before.\n\n<!-- sizes: written by `npm run compare-size` -->\nold\n<!-- /sizes -->\n\nAfter.\n';
  const written = withSizeTable(page, [row], '2026-11-21');

  it('stands between its marks, with its date and the versions', () => {
    expect(written).toMatch(/^Before\./);
    expect(written).toMatch(/After\.\n$/);
    expect(written).not.toContain('old');
    expect(written).toContain('| Ollama | Modelport | 3 | 0.52 MB | 10.8 kB | 38.5 kB |');
    expect(written).toContain('Measured on 2026-11-21: @modelport/core 1.0.0.');
    expect(withSizeTable(written, [row], '2026-11-21')).toBe(written);
  });

  it('needs its marks', () => {
    expect(() => withSizeTable('Nothing.', [row], '2026-11-21')).toThrow('is missing');
  });

  it('may tell figures that are off by a little', () => {
    expect(staleSizes(written, [{ ...row, atStart: 11_000, bytes: 525_000 }])).toEqual([]);
  });

  it.each([
    ['grown', { ...row, atStart: 12_000 }],
    ['more packages', { ...row, installs: 4 }],
    ['a row that is missing', { ...row, task: 'vLLM' }],
  ])('is stale with %s, which says what to run', (_, now) => {
    expect(staleSizes(written, [now])).toEqual([expect.stringContaining('run `npm run compare-size`')]);
  });
});
