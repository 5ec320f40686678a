import { defineConfig } from 'tsup';
import { inFiles, inFilesFor } from '../../tsup.base.js';

// What definitions need, at import; and what drivers need. `#transport` in package.json names the transports, but for Node the
// package has all of it in one file: three cost more to open than to compile.
export default defineConfig([
  {
    ...inFiles(
      { name: 'define', shared: true },
      { name: 'transport/fetch-transport', shared: true },
      { name: 'transport/node-transport' },
      { name: 'index' },
    ),
    clean: ['!node.js'], // the other build may be there first
  },
  inFilesFor(
    { '#transport': 'transport/node-transport' },
    { name: 'define', shared: true, isWritten: true },
    { name: 'node', roots: ['index'] },
  ),
]);
