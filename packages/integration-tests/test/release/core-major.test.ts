import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeOllama, startFakeOllama } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, mock, ollamaAt, runProgram, type Use } from './support/ask.js';
import {
  bun,
  everyPackageManager,
  install,
  npm,
  pnpm,
  yarn,
  yarnClassic,
  yarnPlugAndPlay,
} from './support/package-managers.js';
import { raiseVersion } from './support/raise-version.js';
import { run } from './support/run.js';
import { publishModule } from './support/third-party.js';
import { startTrial, type Trial } from './support/trial.js';

const core = '@modelport/core';

let trial: Trial;
/** The packages of the first release. */
let before: Awaited<ReturnType<Trial['workspace']['packages']>>;
let server: FakeOllama;
let ollama: Use;
/** The version of the contract that the first release speaks. */
let spec: number;
/** The range of core that the old provider wants. */
let range: string;
/** `name@version` of the first release, and of the one with the next version of the contract. */
let old: (name: string) => string;
let next: (name: string) => string;

beforeAll(async () => {
  server = await startFakeOllama({ models: ['qwen3:8b'], reply: { text: 'It scatters light.' } });
  ollama = ollamaAt(server.baseUrl);
  trial = await startTrial();
  const { workspace } = trial;
  before = await workspace.packages();
  spec = await workspace.raiseSpecVersion();
  range = before.get(ollama.package)?.peerDependencies?.[core]?.replace('workspace:', '') ?? '';
  // As docs/versioning.md asks of a maintainer: a major of core, and of everything that has it as a peer.
  const majors = [...before.values()].filter((each) => each.name === core || each.peerDependencies?.[core]);
  const bumps = Object.fromEntries(majors.map(({ name }) => [name, 'major'] as const));
  await workspace.version(bumps, 'The next version of the contract.');
  await workspace.publish();
  const version = (name: string) => before.get(name)?.version ?? '';
  old = (name) => `${name}@${version(name)}`;
  next = (name) => `${name}@${raiseVersion(version(name), 'major')}`;
}, 600_000);

afterAll(async () => {
  await trial?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const versionOf = (specifier: string) => specifier.slice(specifier.lastIndexOf('@') + 1);
const answerOf = (specifier: string) => `It scatters light. ${versionOf(specifier)}`;
const copiesOfCore = (installed: readonly string[]) =>
  installed.filter((each) => each.startsWith(`${core}@`));
/** The refusal of a provider that is too old for the new core. */
const tooOld = (name: string) =>
  expect.stringContaining(
    `SPEC_VERSION_UNSUPPORTED: ${inWords(old(name))} is written for contract version ${spec}, ` +
      `${inWords(next(core))} accepts ${spec + 1}. Upgrade ${name} with`,
  );
const inWords = (specifier: string) => specifier.replace(/@(?=[^@]+$)/, ' ');

describe('a major of core and its peers', () => {
  it('releases each of them once more, and as a patch what has core as a dependency', async () => {
    const released = await trial.released();
    for (const [name, { version, dependencies, peerDependencies }] of before) {
      const isPeer = name === core || peerDependencies?.[core] !== undefined;
      if (isPeer || dependencies?.[core] !== undefined)
        expect(released[name]).toEqual([version, raiseVersion(version, isPeer ? 'major' : 'patch')]);
    }
    expect(released[core]).toHaveLength(2);
  });
});

describe('an old provider beside the next major of core', () => {
  it('is refused at its use, by name, and works once it is upgraded as the message says', {
    timeout: 180_000,
  }, async () => {
    const project = await trial.project();
    // By itself npm would not install the two: the test after this.
    await install(npm('--legacy-peer-deps'), [next(core), old(ollama.package)], project);
    const answers = await ask([ollama], project, npm().node);
    expect(answers).toEqual({ ollama: tooOld(ollama.package) });

    const [, advice = ''] = /with "npm install ([^"]+)"/.exec(answers['ollama'] ?? '') ?? [];
    await install(npm(), [advice], project);
    expect(await ask([ollama], project, npm().node)).toEqual({ ollama: answerOf(next(ollama.package)) });
  });

  it('is what npm makes of an upgrade of core alone, once; the next installation is refused', {
    timeout: 180_000,
  }, async () => {
    const project = await trial.project();
    await install(npm(), [old(core), old(ollama.package)], project);
    const warning = await install(npm(), [`${core}@latest`], project);
    expect(warning).toContain('npm warn ERESOLVE overriding peer dependency');
    expect(await ask([ollama], project, npm().node)).toEqual({ ollama: tooOld(ollama.package) });

    const { code, output } = await npm().add([], project);
    expect(code).not.toBe(0);
    expect(output).toContain(`Found: ${next(core)}`);
    expect(output).toContain(`peer ${core}@"${range}" from ${old(ollama.package)}`);
    await install(npm(), [`${core}@latest`, `${ollama.package}@latest`], project);
    expect(await ask([ollama], project, npm().node)).toEqual({ ollama: answerOf(next(ollama.package)) });
  });
});

describe('two providers that need different majors of core', () => {
  const both = () => [next(core), next(mock.package), old(ollama.package)];

  it('are refused by npm, with the message that docs/versioning.md explains', {
    timeout: 120_000,
  }, async () => {
    const { code, output } = await npm().add(both(), await trial.project());
    expect(code).not.toBe(0);
    const guide = await readFile(join(import.meta.dirname, '../../../../docs/versioning.md'), 'utf8');
    const [, shown = ''] = /```text\n(npm error code ERESOLVE\n[^`]+)```/.exec(guide) ?? [];
    expect(shown).toContain('ERESOLVE');
    for (const line of shown.split('\n')) expect(withoutVersions(output)).toContain(withoutVersions(line));
  });

  it.each([
    { manager: npm('--legacy-peer-deps'), says: /^\s*added \d+ packages in \S+\s*$/ },
    { manager: npm('--force'), says: /ERESOLVE overriding peer dependency/ },
    { manager: pnpm, says: /Issues with peer dependencies found\. Run "pnpm peers check"/ },
    { manager: yarn, says: /YN0060: .*@modelport\/core is listed by your project with version \d/ },
    {
      manager: yarnPlugAndPlay,
      says: /YN0060: .*@modelport\/core is listed by your project with version \d/,
    },
    { manager: yarnClassic, says: /"[ >]*@modelport\/provider-ollama@\S+" has incorrect peer dependency/ },
    { manager: bun, says: /^(?!.*(warn|peer))/is },
  ])(
    'get one core of $manager.name, which works with one of them',
    { timeout: 180_000 },
    async ({ manager, says }) => {
      const project = await trial.project();
      expect(await install(manager, both(), project)).toMatch(says);
      expect(copiesOfCore(await manager.installed(project))).toEqual([next(core)]);
      expect(await ask([mock, ollama], project, manager.node)).toEqual({
        mock: answerOf(next(mock.package)),
        ollama: tooOld(ollama.package),
      });
    },
  );

  it('are told to upgrade core where that is the older one', { timeout: 120_000 }, async () => {
    const project = await trial.project();
    await install(bun, [old(core), next(mock.package), old(ollama.package)], project);
    expect(await ask([mock, ollama], project, bun.node)).toEqual({
      mock: expect.stringMatching(/^SPEC_VERSION_UNSUPPORTED: .* Upgrade @modelport\/core with/),
      ollama: answerOf(old(ollama.package)),
    });
  });

  it('are named by pnpm peers check', { timeout: 120_000 }, async () => {
    const project = await trial.project();
    await install(pnpm, both(), project);
    const { code, output } = await run(['pnpm', 'peers', 'check'], project);
    expect(code).not.toBe(0);
    expect(output).toContain(ollama.package);
    expect(output).toContain(range);
  });
});

describe('a package that brings a provider and its own major of core', () => {
  const part = '@elsewhere/part';

  beforeAll(async () => {
    const dependencies = {
      [core]: `^${versionOf(old(core))}`,
      [ollama.package]: `^${versionOf(old(ollama.package))}`,
    };
    const source = `
      import { createProvider } from '${core}';
      import '${ollama.package}';
      export const askOllama = async (options) => (await createProvider('ollama', options).chat('Hi')).text;`;
    await publishModule({ name: part, dependencies }, source, await trial.project());
  }, 120_000);

  it.each(everyPackageManager)(
    'works beside another major, installed by $name',
    { timeout: 180_000 },
    async (manager) => {
      const project = await trial.project();
      await install(manager, [next(core), next(mock.package), part], project);
      expect(copiesOfCore(await manager.installed(project))).toEqual([old(core), next(core)].sort());
      const program = `
      import { createProvider, listDefinitions } from '${core}';
      import { askOllama } from '${part}';
      import '${mock.package}';
      const mock = createProvider('mock', { replies: ['Ho.'] });
      const texts = [await askOllama(${JSON.stringify(ollama.options)}), (await mock.chat('Hi')).text];
      console.log(JSON.stringify([...texts, listDefinitions().map(({ type }) => type)]));`;
      expect(await runProgram(program, project, manager.node)).toEqual([
        'It scatters light.',
        'Ho.',
        ['mock'],
      ]);
    },
  );
});

/** A message of npm's in which the versions of any release are the same. */
const withoutVersions = (text: string) => text.replaceAll(/\d+(\.\d+)*/g, 'N').trim();
