import { expect, it } from 'vitest';
import { importProblems } from '../lib/checks/import-rules.mjs';
import { workspaceOf } from './support/fixture.mjs';

const manifests = {
  'core/package.json': { name: '@modelport/core' },
  'provider-x/package.json': { name: '@modelport/provider-x' },
  'provider-y/package.json': { name: '@modelport/provider-y' },
};

function problemsOf(files) {
  return importProblems(workspaceOf({ ...manifests, ...files }).packages).problems;
}

it('finds nothing where imports go downwards, and counts the files that it read', () => {
  const { packages } = workspaceOf({
    ...manifests,
    'core/src/index.ts': "export { one } from './one.js';\n",
    'provider-x/src/index.ts': "import type { Provider } from '@modelport/core';\nimport './register.js';\n",
    'provider-x/test/index.test.ts':
      "import { x } from '@modelport/provider-testkit';\nimport '../src/index.js';\n",
  });
  expect(importProblems(packages)).toEqual({ problems: [], checked: 3 });
});

it('finds an import of a package above, of its types alone too', () => {
  const found = problemsOf({
    'core/src/call.ts': "import { post } from '@modelport/provider-utils';\n",
    'core/src/types.ts': "import type { X } from '@modelport/provider-x';\n",
  });
  expect(found).toEqual([
    "packages/core/src/call.ts: '@modelport/provider-utils' stands above or beside @modelport/core, which may not import it (tools/lib/layers.mjs)",
    "packages/core/src/types.ts: '@modelport/provider-x' stands above or beside @modelport/core, which may not import it (tools/lib/layers.mjs)",
  ]);
});

it('finds an import of another provider, also one that waits for its call', () => {
  const found = problemsOf({
    'provider-x/src/index.ts': "import { y } from '@modelport/provider-y';\n",
    'provider-x/src/later.ts': "export const later = () => import('@modelport/provider-y');\n",
  });
  expect(found).toHaveLength(2);
  expect(found[0]).toContain(
    "src/index.ts: '@modelport/provider-y' stands above or beside @modelport/provider-x",
  );
});

it('finds the testkit in sources, where only tests may have it', () => {
  const found = problemsOf({ 'provider-x/src/x.ts': "import { x } from '@modelport/provider-testkit';\n" });
  expect(found.join()).toContain("'@modelport/provider-testkit' stands above or beside");
});

it("finds a path into another package's folder", () => {
  const found = problemsOf({ 'provider-x/src/x.ts': "import { y } from '../../provider-y/src/y.js';\n" });
  expect(found).toEqual([
    "packages/provider-x/src/x.ts: '../../provider-y/src/y.js' leaves the package; import a package by its name",
  ]);
});
