import { execFileSync } from 'node:child_process';
import { workspaceOf } from './fixture.mjs';

const identity = { name: 'A test', email: 'test@example.com' };
const settings = {
  'user.name': identity.name,
  'user.email': identity.email,
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'init.defaultBranch': 'main',
};

/**
 * A workspace as `workspaceOf` makes it, in a git repository of its own.
 *
 * @param {Record<string, unknown>} files `core/package.json`, say.
 * @returns {ReturnType<typeof workspaceOf> & { commit: (...tags: string[]) => void, git: (...parameters: string[]) => string }}
 *   `commit` commits all that is there, and tags it.
 */
export function repositoryOf(files) {
  const workspace = workspaceOf(files);
  const git = (...parameters) => {
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return execFileSync('git', [...options, ...parameters], {
      cwd: workspace.base,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  };
  git('init', '--quiet');
  const commit = (...tags) => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'A change');
    for (const tag of tags) git('tag', '--annotate', '--message', tag, tag);
  };
  return { ...workspace, commit, git };
}
