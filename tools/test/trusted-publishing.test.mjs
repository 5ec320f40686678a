import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from '../lib/root.mjs';
import { parseWorkflow } from '../lib/workflows/read-workflow.mjs';

// What the workflow publishes with, against a stand-in for GitHub's identities and npm's registry: no token is set.
const run = promisify(execFile);
const changeset = join(root, 'node_modules/@changesets/cli/bin.js');
let folder;
let service;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'modelport-trusted-'));
  service = await startService();
  writeWorkspace();
  await runChangeset(['publish-plan', '--output', 'plan.json']);
  await runChangeset(['pack', '--from-publish-plan', 'plan.json', '--out-dir', 'packed']);
  service.requests.length = 0;
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const patient = { timeout: 600_000 };

it('publishes the packed file with the identity of the workflow', patient, async () => {
  await publish({});
  expect(service.requests.map(({ method, path, authorization }) => [method, path, authorization])).toEqual([
    ['GET', '/identity?audience=npm%3A127.0.0.1', 'Bearer of-the-job'],
    ['POST', '/-/npm/v1/oidc/token/exchange/package/@scope%2fa', `Bearer ${identity}`],
    ['PUT', '/@scope%2fa', 'Bearer short-lived'],
  ]);
  const packed = readFileSync(join(folder, 'packed/packages/scope-a-1.0.0.tgz'));
  expect(attached(service.requests.at(-1))).toEqual(packed);
});

it(
  'publishes nothing where there can be no provenance, with the settings of the workflow',
  patient,
  async () => {
    await expect(publish(settingsOfTheWorkflow())).rejects.toThrow();
    const paths = service.requests.map(({ path }) => path);
    expect(paths).toContain('/identity?audience=sigstore');
    expect(service.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  },
);

it('publishes nothing where npm does not trust the workflow', patient, async () => {
  service.trusts = false;
  await expect(publish({})).rejects.toThrow();
  expect(service.published).toBe(0);
});

function settingsOfTheWorkflow() {
  const text = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
  const { steps } = parseWorkflow('release.yml', text, root).jobs.find(({ id }) => id === 'publish');
  return steps.find(({ uses = '' }) => uses.startsWith('changesets/action/publish@')).env;
}

function publish(environment) {
  return runChangeset(['publish', '--from-pack-dir', 'packed', '--no-git-tag'], {
    GITHUB_ACTIONS: 'true',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${service.url}identity`,
    ...environment,
  });
}

function runChangeset(parameters, environment = {}) {
  const { PATH } = process.env;
  const env = { PATH, HOME: folder, CI: 'true', PNPM_CONFIG_FETCH_RETRIES: '0', ...environment };
  return run(process.execPath, [changeset, ...parameters], { cwd: folder, env });
}

function writeWorkspace() {
  const files = {
    '.npmrc': `registry=${service.url}\n`,
    'package.json': JSON.stringify({ name: 'workspace', private: true }),
    'pnpm-workspace.yaml': 'packages: [a]\npmOnFail: ignore\n',
    '.changeset/config.json': JSON.stringify({ access: 'public', baseBranch: 'main' }),
    'a/package.json': JSON.stringify({ name: '@scope/a', version: '1.0.0' }),
  };
  mkdirSync(join(folder, '.changeset'));
  mkdirSync(join(folder, 'a'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** An identity as GitHub gives it to a job of a private repository, for which npm keeps no provenance by itself. */
const identity = [{ alg: 'none' }, { repository_visibility: 'private' }, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');

async function startService() {
  const state = { requests: [], trusts: true, published: 0 };
  const answers = ({ method, path, authorization }) => {
    if (path.startsWith('/identity')) return [200, { value: identity }];
    if (path.includes('/oidc/token/exchange/'))
      return state.trusts ? [200, { token: 'short-lived' }] : [404, {}];
    if (method !== 'PUT') return [404, { error: 'not found' }];
    if (authorization !== 'Bearer short-lived') return [401, { error: 'who are you?' }];
    state.published += 1;
    return [201, { ok: true }];
  };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url: path, headers } = request;
    const seen = {
      method,
      path,
      authorization: headers.authorization,
      body: Buffer.concat(chunks).toString(),
    };
    state.requests.push(seen);
    const [status, body] = answers(seen);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${server.address().port}/`;
  state.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return state;
}

function attached({ body }) {
  const [{ data }] = Object.values(JSON.parse(body)._attachments);
  return Buffer.from(data, 'base64');
}
