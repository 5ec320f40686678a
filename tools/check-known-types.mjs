// The types that core knows for its install hints are exactly those that the built provider packages register.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { knownTypeProblems } from './lib/checks/known-types.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { providerPackages } from './lib/workspace.mjs';

const { knownTypes, listDefinitions } = await importBuilt(join(root, 'packages', 'core'));
const providers = providerPackages();
for (const { directory } of providers) await importBuilt(directory);

report(
  knownTypeProblems(
    knownTypes,
    listDefinitions(),
    providers.map(({ manifest }) => manifest.name),
  ),
  `core knows all ${Object.keys(knownTypes).length} types and aliases of ${providers.length} providers`,
);

function importBuilt(directory) {
  return import(pathToFileURL(join(directory, 'dist', 'index.js')).href);
}
