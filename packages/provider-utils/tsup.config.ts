import { defineConfig } from 'tsup';
import { inFiles } from '../../tsup.base.js';

// What definitions need, at import; and what drivers need. `#transport` in package.json names the transports.
export default defineConfig(
  inFiles(
    { name: 'define', shared: true },
    { name: 'transport/fetch-transport', shared: true },
    { name: 'transport/node-transport' },
    { name: 'index' },
  ),
);
