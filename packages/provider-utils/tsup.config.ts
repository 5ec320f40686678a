import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.js';

// One file for each entry point and a few that they share: opening forty costs more than reading them. The transports are
// entry points, as `#transport` in package.json names them.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/transport/fetch-transport.ts', 'src/transport/node-transport.ts'],
  splitting: true,
  external: ['#transport'],
});
