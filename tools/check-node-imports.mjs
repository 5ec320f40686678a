// Core, provider-utils and the providers run without Node: none imports a module of it, but for the Node transport,
// which a condition chooses.
import { nodeImportProblems } from './lib/checks/node-imports.mjs';
import { report } from './lib/report.mjs';
import { workspacePackages } from './lib/workspace.mjs';

const { problems, checked } = nodeImportProblems(workspacePackages());
report(problems, `${checked} files need no module of Node`);
