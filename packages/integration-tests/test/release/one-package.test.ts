import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, mock, runProgram } from './support/ask.js';
import { install, npm } from './support/package-managers.js';
import { raiseVersion } from './support/raise-version.js';
import { publishModule } from './support/third-party.js';
import { startTrial, type Trial } from './support/trial.js';

const core = '@modelport/core';
const other = '@modelport/provider-ollama';

let trial: Trial;
/** The versions of the first release. */
let first: Record<string, string>;

beforeAll(async () => {
  trial = await startTrial();
  const packages = await trial.workspace.packages();
  first = Object.fromEntries([...packages].map(([name, { version }]) => [name, version]));
}, 600_000);

afterAll(async () => trial?.[Symbol.asyncDispose]());

const firstOf = (name: string) => first[name] ?? '';

describe('a patch of one provider', () => {
  it('releases that provider and nothing else', { timeout: 300_000 }, async () => {
    const before = await trial.released();
    await trial.workspace.version({ [mock.package]: 'patch' }, 'Answers stay in their order.');
    await trial.workspace.publish();
    const patched = raiseVersion(firstOf(mock.package), 'patch');
    expect(await trial.released()).toEqual({ ...before, [mock.package]: [firstOf(mock.package), patched] });
    expect(await trial.workspace.tags()).toEqual([`${mock.package}@${patched}`]);
  });

  it('arrives with its changelog, and its definition says the new version', {
    timeout: 120_000,
  }, async () => {
    const patched = raiseVersion(firstOf(mock.package), 'patch');
    const project = await trial.project();
    await install(npm(), [core, mock.package], project);
    const changelog = join(project.folder, 'node_modules', mock.package, 'CHANGELOG.md');
    expect(await readFile(changelog, 'utf8')).toMatch(
      new RegExp(`^## ${patched}$[^]*^### Patch Changes$[^]*Answers stay in their order\\.`, 'm'),
    );
    expect(await ask([mock], project, npm().node)).toEqual({ mock: `It scatters light. ${patched}` });
  });
});

describe('a minor of core', () => {
  it('releases core alone', { timeout: 300_000 }, async () => {
    const before = await trial.released();
    await trial.workspace.version({ [core]: 'minor' }, 'Tells more.');
    await trial.workspace.publish();
    const next = raiseVersion(firstOf(core), 'minor');
    expect(await trial.released()).toEqual({ ...before, [core]: [firstOf(core), next] });
  });

  it('works with a provider that was published before it', { timeout: 120_000 }, async () => {
    const old = firstOf(mock.package);
    const project = await trial.project();
    await install(npm(), [core, `${mock.package}@${old}`], project);
    const installed = await npm().installed(project);
    expect(installed).toContain(`${core}@${raiseVersion(firstOf(core), 'minor')}`);
    expect(installed).toHaveLength(3);
    expect(await ask([mock], project, npm().node)).toEqual({ mock: `It scatters light. ${old}` });
  });

  it('shares its providers with an older copy of core in the same tree', { timeout: 180_000 }, async () => {
    const manifest = { name: '@elsewhere/assistant', dependencies: { [core]: firstOf(core) } };
    const source = `
      import { createProvider, ProviderError } from '${core}';
      export const askWithTheOlderCore = async (type) => (await createProvider(type, { replies: ['Hi.'] }).chat('Hi')).text;
      export const isError = (error) => ProviderError.isInstance(error);`;
    await publishModule(manifest, source, await trial.project());
    const project = await trial.project();
    await install(npm(), [core, mock.package, manifest.name], project);
    const next = raiseVersion(firstOf(core), 'minor');
    expect((await npm().installed(project)).filter((each) => each.startsWith(`${core}@`))).toEqual(
      [`${core}@${firstOf(core)}`, `${core}@${next}`].sort(),
    );
    const program = `
      import { createProvider } from '${core}';
      import { askWithTheOlderCore, isError } from '${manifest.name}';
      import '${mock.package}';
      const own = createProvider('mock', { replies: ['Ho.'] });
      const missing = await askWithTheOlderCore('mok').catch((error) => error);
      console.log(JSON.stringify([await askWithTheOlderCore('mock'), (await own.chat('Hi')).text, isError(missing), missing.message]));`;
    expect(await runProgram(program, project, npm().node)).toEqual([
      'Hi.',
      'Ho.',
      true,
      expect.stringContaining(`2 copies of ${core}`),
    ]);
  });
});

describe('what changesets would release', () => {
  it('leaves the floor of a provider where its author wrote it', { timeout: 120_000 }, async () => {
    const before = await trial.workspace.packages();
    await trial.workspace.version({ [core]: 'minor', [other]: 'patch' }, 'Both.');
    const after = await trial.workspace.packages();
    await trial.workspace.reset();
    expect(after.get(other)?.version).toBe(raiseVersion(firstOf(other), 'patch'));
    expect(after.get(other)?.peerDependencies).toEqual(before.get(other)?.peerDependencies);
  });

  it('is a mere patch of every dependent of a core major, whose range moves along', {
    timeout: 120_000,
  }, async () => {
    const before = await trial.workspace.packages();
    await trial.workspace.version({ [core]: 'major' }, 'A new contract.');
    const after = await trial.workspace.packages();
    await trial.workspace.reset();
    const major = raiseVersion(before.get(core)?.version ?? '', 'major');
    const dependents = [...before.values()].filter(({ peerDependencies }) => peerDependencies?.[core]);
    expect(dependents.map(({ name }) => name)).toEqual(expect.arrayContaining([other, mock.package]));
    for (const { name, version } of dependents) {
      expect(after.get(name)).toMatchObject({
        version: raiseVersion(version, 'patch'),
        peerDependencies: { [core]: `workspace:^${major}` },
      });
    }
  });

  it('is nothing of a provider whose range admits the core major', { timeout: 120_000 }, async () => {
    const { version } = await trial.workspace.manifest('core');
    const major = raiseVersion(version, 'major');
    for (const folder of ['provider-utils', 'provider-ollama']) {
      const range = (await trial.workspace.manifest(folder)).peerDependencies?.[core] ?? '';
      await trial.workspace.edit(`packages/${folder}/package.json`, `"${range}"`, `"${range} || ^${major}"`);
    }
    await trial.workspace.version({ [core]: 'major' }, 'Nothing that a driver sees.');
    const after = await trial.workspace.packages();
    await trial.workspace.reset();
    expect(after.get(core)?.version).toBe(major);
    expect(after.get(other)?.version).toBe(firstOf(other));
  });
});
