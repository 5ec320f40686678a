// Every published package has a README under its name, and those of the providers have the same headings.
import { readmeProblems } from './lib/checks/readme-rules.mjs';
import { report } from './lib/report.mjs';
import { providerPackages, publishedPackages } from './lib/workspace.mjs';

const packages = publishedPackages();
report(
  readmeProblems(packages),
  `${packages.length} READMEs, ${providerPackages().length} of providers with the same headings`,
);
