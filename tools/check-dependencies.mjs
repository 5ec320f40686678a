// Packages depend downwards only and without cycles, and have core as a peer with a range that somebody wrote.
import { dependencyProblems } from './lib/checks/dependency-rules.mjs';
import { report } from './lib/report.mjs';
import { workspacePackages } from './lib/workspace.mjs';

const packages = workspacePackages();
report(
  dependencyProblems(packages),
  `${packages.length} manifests depend downwards only, with core as a peer`,
);
