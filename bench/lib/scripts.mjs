import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { errorText, withoutPlaces } from './error-text.mjs';

const root = new URL('../../', import.meta.url);

/** Programs that measure a part alone, and where their figures are told. */
export const scripts = [
  {
    command: 'node bench/framing/framing.mjs',
    about: 'Parsers of server-sent events',
    toldIn: 'decisions/0002-framing.md',
  },
  {
    command: 'node bench/transport/transport.mjs',
    about: 'A plain call over each transport, without a provider',
    toldIn: 'decisions/0003-transport.md',
  },
  {
    command: 'node --expose-gc bench/create/create.mjs',
    about: 'Creating a provider',
    toldIn: 'benchmarks.md',
  },
  {
    command: 'node bench/router/router.mjs',
    about: 'What a router adds',
    toldIn: 'decisions/0017-router-is-a-provider.md',
  },
  { command: 'node tools/measure-import.mjs', about: 'Importing core', toldIn: 'benchmarks.md' },
  {
    command: 'node bench/size/compare.mjs',
    about: 'Bundles and installs. It writes the table of the README, and needs the npm registry',
    toldIn: '../README.md',
  },
];

/**
 * Runs one of them.
 *
 * @returns {Promise<{ output: string } | { error: string }>}
 */
export async function runScript({ command }) {
  const [, ...parameters] = command.split(' ');
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code === 0) return { output: withoutPlaces(texts.stdout.trim()) };
  return { error: `It ended with code ${code}: ${errorText(texts.stderr)}` };
}
