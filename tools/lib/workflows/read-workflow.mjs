import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isPair, isScalar, parseDocument, visit } from 'yaml';

/**
 * A workflow of GitHub Actions, as the rules look at it.
 *
 * @typedef {object} Workflow
 * @property {string} file Its path, as problems name it.
 * @property {string} name The name of the file alone.
 * @property {string} base The folder of the repository that it belongs to, absolute.
 * @property {string} text
 * @property {Record<string, any>} data
 * @property {{ key: string, value: string, comment: string, line: number }[]} entries Each `key: value` with a plain
 *   value, wherever it stands, with the comment behind it.
 * @property {{ id: string, job: Record<string, any>, steps: Record<string, any>[] }[]} jobs
 */

/**
 * The workflows of a repository.
 *
 * @param {string} base The folder that has `.github/workflows`.
 * @param {string} [from] What their paths are shown relative to. Default: `base`.
 * @returns {Workflow[]}
 */
export function readWorkflows(base, from = base) {
  const folder = join(base, '.github', 'workflows');
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) =>
      parseWorkflow(relative(from, join(folder, name)), readFileSync(join(folder, name), 'utf8'), base),
    );
}

/**
 * Reads the text of a workflow.
 *
 * @param {string} file
 * @param {string} text
 * @param {string} base
 * @returns {Workflow}
 */
export function parseWorkflow(file, text, base) {
  const document = parseDocument(text);
  const data = document.toJS() ?? {};
  const jobs = Object.entries(data.jobs ?? {}).map(([id, job]) => ({ id, job, steps: job?.steps ?? [] }));
  return { file, name: basename(file), base, text, data, entries: entriesOf(document, text), jobs };
}

function entriesOf(document, text) {
  const entries = [];
  visit(document, {
    Pair(_, pair) {
      if (!isPair(pair) || !isScalar(pair.key) || !isScalar(pair.value)) return;
      entries.push({
        key: String(pair.key.value),
        value: String(pair.value.value),
        comment: (pair.value.comment ?? '').trim(),
        line: text.slice(0, pair.key.range?.[0] ?? 0).split('\n').length,
      });
    },
  });
  return entries;
}
