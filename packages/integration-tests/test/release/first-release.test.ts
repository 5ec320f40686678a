import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeOllama, startFakeOllama, startFakeOpenAIServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bunExecutable } from '../support/bun.js';
import { ask, mock, ollamaAt, type Use } from './support/ask.js';
import { bun, everyPackageManager, install, npm, pnpm, yarnPlugAndPlay } from './support/package-managers.js';
import { type Place, run } from './support/run.js';
import { publishThirdParty } from './support/third-party.js';
import { startTrial, type Trial } from './support/trial.js';

let trial: Trial;
let manifests: Awaited<ReturnType<Trial['workspace']['packages']>>;
let server: FakeOllama;

beforeAll(async () => {
  server = await startFakeOllama({ models: ['qwen3:8b'], reply: { text: 'It scatters light.' } });
  trial = await startTrial();
  manifests = await trial.workspace.packages();
}, 600_000);

afterAll(async () => {
  await trial?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const version = (name: string) => manifests.get(name)?.version ?? '';
const latest = (...names: string[]) => names.map((name) => `${name}@${version(name)}`).sort();
const answer = (use: Use) => ({ [use.type]: `It scatters light. ${version(use.package)}` });

describe('the first release', () => {
  it('publishes every package at the version that it stands at, with a tag each', async () => {
    const expected = Object.fromEntries([...manifests].map(([name, manifest]) => [name, [manifest.version]]));
    expect(await trial.released()).toEqual(expected);
    expect((await trial.workspace.tags()).sort()).toEqual(latest(...manifests.keys()));
  });

  it('leaves no range in a published package.json that only this workspace understands', async () => {
    for (const name of manifests.keys()) {
      const published = JSON.stringify(await trial.registry.manifest(name, version(name)));
      expect(published).not.toMatch(/"(workspace|catalog|link|file):/);
    }
  });

  it('publishes a provider with core as a peer, from the version on that its author wrote', async () => {
    const { name, version: published, peerDependencies } = await trial.workspace.manifest('provider-ollama');
    const floor = peerDependencies?.['@modelport/core']?.replace('workspace:', '');
    expect(await trial.registry.manifest(name, published)).toMatchObject({
      dependencies: { '@modelport/provider-utils': `^${version('@modelport/provider-utils')}` },
      peerDependencies: { '@modelport/core': floor },
    });
    expect(floor).toMatch(/^\^\d/);
  });
});

describe.each(everyPackageManager)('$name, in an empty project', (manager) => {
  it.each(['@modelport/provider-mock', '@modelport/provider-ollama'])(
    'adds core and %s, three packages in all, and a program chats',
    { timeout: 180_000 },
    async (name) => {
      const use = name === mock.package ? mock : ollamaAt(server.baseUrl);
      const project = await trial.project();
      await install(manager, ['@modelport/core', use.package], project);
      expect(await manager.installed(project)).toEqual(
        latest('@modelport/core', '@modelport/provider-utils', use.package),
      );
      expect(await ask([use], project, manager.node)).toEqual(answer(use));
    },
  );
});

it('runs with Bun what Bun installed', { timeout: 180_000 }, async () => {
  const project = await trial.project();
  await install(bun, ['@modelport/core', mock.package, '@modelport/provider-ollama'], project);
  const uses = [mock, ollamaAt(server.baseUrl)];
  const executable = await bunExecutable();
  const answers = await ask(uses, project, (file, place) => run([executable, file], place));
  expect(answers).toEqual(Object.assign({}, ...uses.map(answer)));
});

describe('on the day of the release', () => {
  /** With the waits that are off in the other tests. */
  const today = async (): Promise<Place> => {
    const { folder, environment } = await trial.project();
    const {
      pnpm_config_minimum_release_age: _pnpm,
      YARN_NPM_MINIMAL_AGE_GATE: _yarn,
      ...others
    } = environment;
    return { folder, environment: others };
  };

  it('is installed by pnpm, which notes that as an exception', { timeout: 120_000 }, async () => {
    const project = await today();
    await install(pnpm, ['@modelport/core'], project);
    const noted = await readFile(join(project.folder, 'pnpm-workspace.yaml'), 'utf8');
    expect(noted).toContain(latest('@modelport/core')[0]);
  });

  it('is quarantined by Yarn unless the scope is approved', { timeout: 120_000 }, async () => {
    const project = await today();
    const { code, output } = await yarnPlugAndPlay.add(['@modelport/core'], project);
    expect(code).not.toBe(0);
    expect(output).toContain('quarantined');
    const settings = join(project.folder, '.yarnrc.yml');
    await writeFile(settings, 'npmPreapprovedPackages:\n  - "@modelport/*"\n');
    await install(yarnPlugAndPlay, ['@modelport/core'], project);
    expect(await yarnPlugAndPlay.installed(project)).toEqual(latest('@modelport/core'));
  });
});

it('works beside a package of another scope, made with npm create', { timeout: 300_000 }, async () => {
  await using backend = await startFakeOpenAIServer({
    models: ['small'],
    apiKey: null,
    reply: { text: 'Light scatters.' },
  });
  const { baseUrl } = backend;
  const use = {
    package: '@elsewhere/modelport-provider-widget',
    type: 'widget',
    options: { baseUrl, model: 'small' },
  };
  await publishThirdParty(use.type, use.package, await trial.project());
  const project = await trial.project();
  await install(npm(), ['@modelport/core', mock.package, use.package], project);
  const ours = latest('@modelport/core', '@modelport/provider-utils', mock.package);
  expect(await npm().installed(project)).toEqual([`${use.package}@1.0.0`, ...ours]);
  expect(await ask([mock, use], project, npm().node)).toEqual({
    ...answer(mock),
    widget: 'Light scatters. 1.0.0',
  });
});
