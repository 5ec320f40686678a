import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainEnvironment } from './support/plain-environment.js';

const run = promisify(execFile);
const guide = join(import.meta.dirname, '../../../docs/authoring-a-provider.md');
const createProvider = join(import.meta.dirname, '../../create-provider/dist/main.js');
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      title: string;
      status: string;
      failureMessages: readonly string[];
    }[];
  }[];
}

let project: string;
let replaced: string[];

// In this package, so that the guide's imports find the workspace's packages.
beforeAll(async () => {
  const scratch = join(import.meta.dirname, '../.scratch');
  await mkdir(scratch, { recursive: true });
  project = await mkdtemp(join(scratch, 'guide-'));
  await run(process.execPath, [createProvider, 'parrot', '.'], { cwd: project });
  replaced = await writeBlocks(project);
}, 60_000);
afterAll(() => rm(project, { recursive: true, force: true }));

describe('the provider of the authoring guide', () => {
  it('replaces the files that the guide says', () => {
    expect(replaced).toEqual([
      'src/definition.ts',
      'src/to-wire.ts',
      'src/from-wire.ts',
      'src/parrot-driver.ts',
      'test/parrot-wire.ts',
      'test/conformance.subject.ts',
    ]);
  });

  it('compiles', { timeout: 60_000 }, async () => {
    for (const unused of ['wire', 'connection', 'answer-decoder'])
      await rm(join(project, `src/${unused}.ts`));
    await run('tsc', ['-p', project], { cwd: project });
  });

  it('passes the conformance suite', { timeout: 240_000 }, async () => {
    const report = join(project, 'report.json');
    // What failed is in the report; the command says so by its exit code, too.
    await run('vitest', ['run', '--root', project, '--reporter=json', `--outputFile=${report}`], {
      env: plainEnvironment(),
    }).catch(() => {});
    const { testResults, numPassedTests } = JSON.parse(await readFile(report, 'utf8')) as Report;
    const all = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = all.filter(({ status }) => status === 'failed');
    expect(failed.map(({ title, failureMessages: [why] }) => `${title}\n${why?.slice(0, 500)}`)).toEqual([]);
    expect(numPassedTests).toBeGreaterThan(300);
  });
});

it('says the commands that a test runs', async () => {
  const [, commands] = /```sh\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? [];
  expect(commands?.trim().split('\n')).toEqual([
    'npm create @modelport/provider parrot',
    'cd modelport-provider-parrot',
    // As packed/scaffold.test.ts does it, in this order.
    'npm install',
    'npm test',
    'npm run build',
  ]);
});

/** Writes each block that begins with the name of a file into that file, and tells which. */
async function writeBlocks(folder: string): Promise<string[]> {
  const names: string[] = [];
  const text = await readFile(guide, 'utf8');
  for (const [, name = '', code = ''] of text.matchAll(/^```ts .*\n\/\/ (\S+\.ts)\n([\s\S]*?)^```$/gm)) {
    names.push(name);
    await writeFile(join(folder, name), code);
  }
  return names;
}
