import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages, type Runtime, runtimes } from './support/runtimes.js';

const page = await readFile(join(import.meta.dirname, '../../../../docs/runtimes.md'), 'utf8');

describe('docs/runtimes.md', () => {
  it('has the table of all runtimes', () => {
    expect(page).toContain(tableOf(Object.values(runtimes)));
  });

  it('names the packages that run in each of them', () => {
    const list = packages.map((name) => `\`${name}\``).join(', ');
    expect(page.replaceAll(/\s+/g, ' ')).toContain(`the first subject of ${list}.`);
  });
});

function tableOf(rows: readonly Runtime[]): string {
  const lines = rows.map(({ name, from, transport, backend, tellsResources }) => {
    const leaks = tellsResources ? 'seen' : 'not seen';
    return `| ${name} | ${from} | \`${transport}\` | the whole suite | ${backend} | ${leaks} |`;
  });
  return [
    '| runtime | in CI from | transport | what runs | the backend of the cases | timers left open |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
