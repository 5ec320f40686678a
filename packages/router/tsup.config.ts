import { defineConfig } from 'tsup';
import { inFiles } from '../../tsup.base.js';

export default defineConfig(inFiles({ name: 'definition', shared: true }, { name: 'index' }));
