// A registry on this machine for trying releases: `npm run registry`, or forked by ./registry.ts. It keeps the
// packages of this workspace, and any that are published to it, in a temporary folder that goes when it ends; all
// others come from the registry that npm is set to.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

const packages = join(import.meta.dirname, '../../../..');
const storage = mkdtempSync(join(tmpdir(), 'modelport-registry-'));
const everyone = { access: '$all', publish: '$all', unpublish: '$all' };

const server = await runServer({
  storage,
  configPath: join(storage, 'config.yaml'),
  uplinks: { npm: { url: npmRegistry() } },
  packages: {
    // What npm has of these does not count here: a trial starts with nothing released.
    ...Object.fromEntries(namesOfWorkspace().map((name) => [name, everyone])),
    '**': { ...everyone, proxy: 'npm' },
  },
  publish: { allow_offline: true },
  web: { enable: false },
  log: { type: 'stdout', format: 'pretty', level: 'error' },
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => tell(server.address()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
process.once('disconnect', stop); // whoever forked it has gone

/** @param {import('node:net').AddressInfo} address */
function tell({ port }) {
  const url = `http://127.0.0.1:${port}/`;
  if (process.send) process.send({ url });
  else process.stdout.write(`${instructions(url)}\n`);
}

function stop() {
  rmSync(storage, { recursive: true, force: true });
  process.exit();
}

function npmRegistry() {
  const options = {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  };
  return execFileSync('npm', ['config', 'get', 'registry'], options).trim();
}

function namesOfWorkspace() {
  return readdirSync(packages).flatMap((folder) => {
    try {
      return JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')).name;
    } catch {
      return []; // no package
    }
  });
}

function instructions(url) {
  return `A registry listens on ${url} until you press Ctrl-C. It knows the packages that you publish to it, and all
that npm has but those of this repository. In a folder with a .npmrc of these two lines, package managers use it:

registry=${url}
${url.replace('http:', '')}:_authToken=any

To publish, put it into a copy of this repository that is installed and built: \`npx changeset publish\`.
To install, put it into an empty folder: \`npm install @modelport/core @modelport/provider-ollama\`.`;
}
