import { defineConfig } from 'tsup';
import { inFiles } from '../../tsup.base.js';

const later = ['provider/pipeline', 'detect/check-all', 'detect/network', 'config/list-models'];

// An import brings `core` and `index`, the first call brings the pipeline. What is loaded later needs `core` and has no way back
// to `index`, which loads it: some bundlers keep such a circle although nothing reaches it.
export default defineConfig(
  inFiles(
    { name: 'core', roots: later, within: 'index', shared: true },
    { name: 'index' },
    { name: 'pipeline', roots: ['provider/pipeline'] },
    { name: 'checks', roots: ['detect/check-all'], shared: true },
    { name: 'check-all', roots: ['detect/check-all'] },
    { name: 'network', roots: ['detect/network'] },
    { name: 'list-models', roots: ['config/list-models'] },
  ),
);
