import { defineConfig } from 'tsup';
import { inFiles } from '../../tsup.base.js';

const drivers = ['local/lmstudio-driver', 'local/vllm-driver', 'local/other-drivers'];

// An import brings the first of them. Drivers need `facts` and have no way back to `definition`, which loads them: some bundlers
// keep such a circle although nothing reaches it, and some warn where what `import()` names is imported in another way too.
export default defineConfig(
  inFiles(
    { name: 'facts', roots: ['extend', ...drivers], within: 'presets', shared: true },
    { name: 'definition', roots: ['definition', 'presets'], shared: true },
    { name: 'presets' },
    { name: 'index' },
    { name: 'extend', roots: ['extend', 'openai-compatible-driver'], shared: true },
    { name: 'local-drivers', roots: drivers, shared: true },
    { name: 'fetch' }, // `#fetch` in package.json names the next two
    { name: 'fetch/node-fetch' },
    { name: 'fetch/global-fetch' },
  ),
);
