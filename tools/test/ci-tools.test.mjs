import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../lib/root.mjs';

it("puts the project's folders first in the PATH of later steps, in the same order", () => {
  const folder = mkdtempSync(join(tmpdir(), 'modelport-ci-tools-'));
  try {
    const file = join(folder, 'path');
    writeFileSync(file, '');
    const [first, second] = [join(root, 'first'), join(root, 'second')];
    const PATH = [first, second, '/usr/bin', first].join(delimiter);
    execFileSync(process.execPath, [join(root, 'tools/ci-tools.mjs')], { env: { PATH, GITHUB_PATH: file } });
    // GitHub puts each line before those above it.
    expect(readFileSync(file, 'utf8')).toBe(`${second}\n${first}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
