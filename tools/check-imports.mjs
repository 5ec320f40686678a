// No package imports one that stands above or beside it, and none reaches into another's folder.
import { importProblems } from './lib/checks/import-rules.mjs';
import { report } from './lib/report.mjs';
import { workspacePackages } from './lib/workspace.mjs';

const { problems, checked } = importProblems(workspacePackages());
report(problems, `${checked} files import downwards only`);
