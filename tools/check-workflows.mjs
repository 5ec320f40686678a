// The workflows of this repository and of the template for providers are what GitHub understands, and safe: pinned
// actions, least permissions, no secrets, nothing that a stranger can make run with rights.
import { join } from 'node:path';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { formProblems } from './lib/workflows/form.mjs';
import { readWorkflows } from './lib/workflows/read-workflow.mjs';
import { securityProblems } from './lib/workflows/rules.mjs';

const workflows = [...readWorkflows(root), ...readWorkflows(join(root, 'templates/provider'), root)];
const problems = [];
for (const workflow of workflows) {
  problems.push(...(await formProblems(workflow)), ...securityProblems(workflow));
}
report(problems, `${workflows.length} workflows are well-formed and safe`);
