import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A registry on 127.0.0.1 that ends with its disposal. */
export interface LocalRegistry extends AsyncDisposable {
  /** Ends in `/`. */
  readonly url: string;
  /** All published versions of a package, in the order of their release. */
  versions(name: string): Promise<string[]>;
  /** The `package.json` of a published version. */
  manifest(name: string, version: string): Promise<unknown>;
}

/** What a registry tells of a package, as far as it is read here. */
interface Packument {
  readonly versions: Readonly<Record<string, unknown>>;
}

/** Starts a registry of its own, with nothing published, on a free port. */
export async function startRegistry(): Promise<LocalRegistry> {
  const server = fork(join(import.meta.dirname, 'registry-server.mjs'), { execArgv: [], silent: true });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (output += text));
  const ended = once(server, 'exit');
  const started = await Promise.race([once(server, 'message'), ended.then(() => undefined)]);
  if (started === undefined) throw new Error(`The registry did not start:\n${output}`);
  const [{ url }] = started as [{ url: string }];
  const read = async (name: string): Promise<Packument | undefined> => {
    const response = await fetch(new URL(name.replace('/', '%2f'), url));
    return response.ok ? ((await response.json()) as Packument) : undefined;
  };
  return {
    url,
    versions: async (name) => Object.keys((await read(name))?.versions ?? {}),
    manifest: async (name, version) => (await read(name))?.versions[version],
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
