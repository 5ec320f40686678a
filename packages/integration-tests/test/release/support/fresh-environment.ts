import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/**
 * An environment as on a new machine: none of the user's settings, all caches in one folder, every package from one
 * registry. Nothing in it says that this is CI, so no provenance is asked for, which only a real CI can give.
 */
export async function freshEnvironment(registry: string, home: string): Promise<NodeJS.ProcessEnv> {
  const settings = join(home, 'npmrc');
  const token = `${registry.replace('http:', '')}:_authToken=any`;
  await mkdir(home, { recursive: true });
  await writeFile(settings, `registry=${registry}\n${token}\nprovenance=false\n`);
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    NO_COLOR: '1',
    NO_PROXY: '127.0.0.1',
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    GIT_AUTHOR_NAME: 'Release test',
    GIT_AUTHOR_EMAIL: 'release@example.invalid',
    GIT_COMMITTER_NAME: 'Release test',
    GIT_COMMITTER_EMAIL: 'release@example.invalid',
    npm_config_userconfig: settings,
    npm_config_registry: registry,
    npm_config_cache: join(home, 'npm'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    BUN_INSTALL_CACHE_DIR: join(home, 'bun'),
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_GLOBAL_FOLDER: join(home, 'yarn'),
    pnpm_config_verify_deps_before_run: 'false',
    ...withoutWaiting,
  };
}

/** pnpm and Yarn leave versions alone that are younger than a day or more. The ones here are seconds old. */
const withoutWaiting = { pnpm_config_minimum_release_age: '0', YARN_NPM_MINIMAL_AGE_GATE: '0' };
