import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishingProblems } from './publishing.mjs';
import { runLines } from './run-lines.mjs';

/** @typedef {import('./read-workflow.mjs').Workflow} Workflow */

// Others run with the rights of the repository on what a stranger sent.
const allowedTriggers = ['push', 'pull_request', 'schedule', 'workflow_call', 'workflow_dispatch'];
const pin = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const digest = /@sha256:[0-9a-f]{64}$/;
const version = /^v\d+\.\d+\.\d+$/;

/**
 * What is unsafe in a workflow, or names something that does not exist.
 *
 * @param {Workflow} workflow
 * @returns {string[]} One line each: where, what, and what to do.
 */
export function securityProblems(workflow) {
  const rules = [
    triggers,
    pinnedActions,
    permissions,
    secrets,
    expressionsInScripts,
    timeouts,
    checkouts,
    whatExists,
    publishingProblems,
  ];
  return rules.flatMap((rule) => rule(workflow)).map((problem) => `${workflow.file}: ${problem}`);
}

/** The names of the events that start a workflow. */
function triggersOf({ data }) {
  const { on } = data;
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on : Object.keys(on ?? {});
}

function triggers(workflow) {
  return triggersOf(workflow)
    .filter((name) => !allowedTriggers.includes(name))
    .map((name) => `starts on ${name}; allowed are ${allowedTriggers.join(', ')}`);
}

function pinnedActions({ entries, jobs }) {
  const used = jobs.flatMap(({ job, steps }) => [job.uses, ...steps.map(({ uses }) => uses)]);
  const others = [...new Set(used)].filter((name) => name !== undefined && !name.startsWith('./'));
  const unpinned = others.filter((name) => !pin.test(name));
  const unnamed = entries.filter(
    ({ key, value, comment }) => key === 'uses' && pin.test(value) && !version.test(comment),
  );
  const images = entries.filter(
    ({ key, value }) => ['container', 'image'].includes(key) && !digest.test(value),
  );
  return [
    ...images.map(({ value, line }) => `line ${line}: pin the image ${value} to its digest, @sha256:…`),
    ...unpinned.map((name) => `pin ${name} to the 40 digits of a commit`),
    ...unnamed.map(
      ({ value, line }) => `line ${line}: say behind ${value} which version that is, such as "# v1.2.3"`,
    ),
  ];
}

function permissions({ data, jobs, entries }) {
  const problems = [];
  const top = data.permissions;
  const least =
    typeof top === 'object' && top !== null && Object.keys(top).every((key) => key === 'contents');
  if (!least || (top.contents ?? 'read') !== 'read') {
    problems.push('needs "permissions: {}" or "contents: read" at the top; a job may have more');
  }
  for (const { id, job } of jobs) {
    if (typeof job.permissions === 'string') {
      problems.push(`job ${id}: name each permission, not "${job.permissions}"`);
    }
  }
  const unexplained = entries.filter(({ value, comment }) => value === 'write' && comment === '');
  problems.push(
    ...unexplained.map(({ key, line }) => `line ${line}: say in a comment what "${key}: write" is for`),
  );
  const mayWrite = jobs.filter(({ job }) => Object.values(job.permissions ?? {}).includes('write'));
  if (triggersOf({ data }).includes('pull_request')) {
    problems.push(
      ...mayWrite.map(({ id }) => `job ${id}: runs what a pull request holds, and so may only read`),
    );
  }
  return problems;
}

function secrets({ text, jobs }) {
  const reading = text
    .split('\n')
    .flatMap((line, index) => (/\bsecrets\s*[.[)]/.test(line) ? [index + 1] : []));
  return [
    ...reading.map((line) => `line ${line}: reads a secret; OIDC and the job's own token do without`),
    ...jobs
      .filter(({ job }) => job.secrets !== undefined)
      .map(({ id }) => `job ${id}: passes secrets on to another workflow`),
  ];
}

function expressionsInScripts({ entries }) {
  return entries
    .filter(({ key, value }) => ['run', 'script'].includes(key) && value.includes('${{'))
    .map(
      ({ line }) =>
        `line ${line}: an expression in a script becomes part of it; pass it through "env" and use "$NAME"`,
    );
}

function timeouts({ jobs }) {
  return jobs
    .filter(({ job }) => job.uses === undefined && !Number.isInteger(job['timeout-minutes']))
    .map(({ id }) => `job ${id}: needs timeout-minutes; without, it may hang for six hours`);
}

function checkouts({ jobs }) {
  return jobs.flatMap(({ id, steps }) =>
    steps
      .filter(({ uses = '' }) => uses.startsWith('actions/checkout@'))
      .filter((step) => step.with?.['persist-credentials'] !== false)
      .map(
        () => `job ${id}: the checkout needs "persist-credentials: false", or later steps can read the token`,
      ),
  );
}

/** Each npm script, each file of the repository that node runs, and each workflow that is called. */
function whatExists({ base, entries, jobs }) {
  const { scripts = {} } = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8'));
  const missingFiles = entries
    .filter(({ key, value }) => key === 'uses' && value.startsWith('./') && !existsSync(join(base, value)))
    .map(({ value, line }) => `line ${line}: ${value} does not exist`);
  const missing = jobs.flatMap(({ id, steps }) =>
    steps.flatMap(runLines).flatMap((line) => {
      const script = /^npm (?:run ([\w:-]+)|(test|start)\b)/.exec(line)?.slice(1).find(Boolean);
      if (script !== undefined && scripts[script] === undefined) {
        return [`job ${id}: package.json has no script "${script}"`];
      }
      const file = /^node ([\w./-]+)/.exec(line)?.[1];
      return file === undefined || existsSync(join(base, file)) ? [] : [`job ${id}: ${file} does not exist`];
    }),
  );
  return [...missingFiles, ...missing];
}
