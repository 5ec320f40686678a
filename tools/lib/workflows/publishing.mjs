import { runLines } from './run-lines.mjs';

// Whoever asks the registry for its token must be this command and nothing else.
const publishes = /\b(?:npm|pnpm|changeset) publish\b(?!.*--dry-run)/;
const tests = /\b(?:npm (?:test|run (?:test|check))|vitest)\b/;
const builds = /\bnpm run build\b/;

/**
 * What is wrong with how a workflow publishes: with OIDC and provenance, in an environment that a person can guard, and
 * out of reach of tests and caches.
 *
 * @param {import('./read-workflow.mjs').Workflow} workflow
 * @returns {string[]}
 */
export function publishingProblems({ data, jobs }) {
  const problems = [];
  const publishing = jobs.filter(({ steps }) => steps.some(isPublishing));
  if (data.permissions?.['id-token'] !== undefined) problems.push('id-token is for one job, not for all');
  for (const { id, job, steps } of jobs) {
    if (job.permissions?.['id-token'] !== 'write') continue;
    if (steps.some(isPublishing)) continue;
    problems.push(`job ${id}: has "id-token: write" but publishes nothing`);
  }
  for (const each of publishing) {
    const found = jobProblems(each);
    if (!neededBy(each.job, jobs).some(isTesting))
      found.push('publishes without waiting for a job that tests');
    problems.push(...found.map((problem) => `job ${each.id}: ${problem}`));
  }
  if (publishing.length === 0) return problems;
  if (!jobs.some(({ job }) => /github\.(repository|event\.repository\.fork)\b/.test(job.if ?? ''))) {
    problems.push('the first job needs an "if" that names the repository: forks publish nothing');
  }
  if (data.concurrency?.group === undefined || data.concurrency['cancel-in-progress'] !== false) {
    problems.push('needs a concurrency group with "cancel-in-progress: false": half a release is none');
  }
  const caching = jobs.filter(({ steps }) => steps.some(usesCache));
  problems.push(
    ...caching.map(({ id }) => `job ${id}: uses a cache, into which another job may have put anything`),
  );
  return problems;
}

function jobProblems({ job, steps }) {
  const problems = [];
  if (job.permissions?.['id-token'] !== 'write')
    problems.push('publishes without "id-token: write", so with a token');
  if (job.environment === undefined)
    problems.push('publishes outside of an environment, which asks for approval');
  if (steps.flatMap(runLines).some((line) => tests.test(line) || builds.test(line))) {
    problems.push('builds or tests where it publishes; do that in a job without permissions');
  }
  for (const step of steps.filter(isPublishing)) {
    const environment = { ...job.env, ...step.env };
    const asked = ['NPM_CONFIG_PROVENANCE', 'PNPM_CONFIG_PROVENANCE'].some(
      (name) => environment[name] === 'true',
    );
    if (!asked)
      problems.push(
        'publishes with provenance only if npm sees fit; set NPM_CONFIG_PROVENANCE or PNPM_CONFIG_PROVENANCE',
      );
    if ('NODE_AUTH_TOKEN' in environment || 'NPM_TOKEN' in environment)
      problems.push('publishes with a token');
  }
  return problems;
}

/** The jobs that have to end well before a job starts. */
function neededBy({ needs = [] }, jobs) {
  const names = new Set([needs].flat());
  for (const name of names) {
    for (const next of [jobs.find(({ id }) => id === name)?.job.needs ?? []].flat()) names.add(next);
  }
  return jobs.filter(({ id }) => names.has(id));
}

/** CI may be a workflow of its own, which is called. */
function isTesting({ job, steps }) {
  return /\/ci\.ya?ml$/.test(job.uses ?? '') || steps.flatMap(runLines).some((line) => tests.test(line));
}

function isPublishing(step) {
  return (
    /^changesets\/action(\/publish)?@/.test(step.uses ?? '') ||
    runLines(step).some((line) => publishes.test(line))
  );
}

function usesCache({ uses = '', with: inputs = {} }) {
  if (uses.startsWith('actions/cache')) return true;
  if (!uses.startsWith('actions/setup-node@')) return false;
  return inputs.cache !== undefined || inputs['package-manager-cache'] !== false;
}
