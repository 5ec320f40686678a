import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { createTransport } from '../../src/transport/create-transport.js';
import { createNodeTransport } from '../../src/transport/node-transport.js';
import { certificate, certificateKey } from '../support/certificate.js';
import { post, watchConnecting } from '../support/post.js';
import { startHttps } from '../support/secure-server.js';
import { providerError } from '../support/transports.js';

it('works with a certificate that is trusted', async () => {
  const server = await startHttps();
  const seen: string[] = [];
  const transport = createNodeTransport({ ca: certificate });
  expect(await post(transport, server.trustedUrl, watchConnecting(seen))).toBe('ok');
  expect(seen).toEqual(['connecting', 'connected']);
});

it('refuses a certificate for another host, and says so', async () => {
  const server = await startHttps();
  const error = await providerError(post(createNodeTransport({ ca: certificate }), server.url));
  expect(error.code).toBe('BACKEND_UNREACHABLE');
  expect(error.message).toContain('for another host (ERR_TLS_CERT_ALTNAME_INVALID)');
});

it('is set up once for requests that follow each other on a kept-alive socket', async () => {
  const server = await startHttps();
  const seen: string[] = [];
  const transport = createNodeTransport({ ca: certificate });
  for (let count = 0; count < 5; count++) await post(transport, server.trustedUrl, watchConnecting(seen));
  expect(server.accepted()).toBe(1);
  expect(seen).toEqual(['connecting', 'connected']);
});

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'resumes its session on new sockets, which saves the long handshake (%s)',
  async (version) => {
    const closing = { minVersion: version, maxVersion: version };
    const server = await startHttps(closing, (_request, response) =>
      response.setHeader('connection', 'close').end('ok'),
    );
    const resumed: boolean[] = [];
    server.server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
    const transport = createNodeTransport({ ca: certificate });
    for (let count = 0; count < 3; count++) await post(transport, server.trustedUrl);
    expect(resumed).toEqual([false, true, true]);
  },
);

it('trusts what an agent of the user trusts, and shows its certificate to a server that asks for one', async () => {
  const subjects: unknown[] = [];
  const server = await startHttps({ requestCert: true, ca: certificate }, (request, response) => {
    subjects.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN);
    response.end('ok');
  });
  const agent = new Agent({ ca: certificate, cert: certificate, key: certificateKey, keepAlive: true });
  onTestFinished(() => agent.destroy());
  expect(await post(createTransport({ agent }), server.trustedUrl)).toBe('ok');
  expect(subjects).toEqual(['localhost']);
});

it('trusts the certificates of NODE_EXTRA_CA_CERTS, and advises them where one is not trusted', async () => {
  const server = await startHttps();
  const folder = await mkdtemp(join(tmpdir(), 'modelport-ca-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  await writeFile(file, certificate);
  expect(await postInNewProcess(server.trustedUrl, { NODE_EXTRA_CA_CERTS: file })).toBe('ok');
  const refusal = await postInNewProcess(server.trustedUrl, {});
  expect(refusal).toContain('trust it with NODE_EXTRA_CA_CERTS (DEPTH_ZERO_SELF_SIGNED_CERT)');
});

/** What a process with such variables is answered, or told. Node reads them when it starts. */
async function postInNewProcess(url: string, env: Record<string, string>): Promise<string> {
  const script = `
    import { createTransport } from '@modelport/provider-utils';
    try {
      const response = await createTransport()({ url: '${url}', method: 'POST', headers: {}, body: '{}' });
      console.log(await response.body.text());
    } catch (error) {
      console.log(error.message);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'close');
  return output.trim();
}
