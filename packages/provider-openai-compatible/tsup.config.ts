import { defineConfig } from 'tsup';
import { provider } from '../../tsup.base.js';

export default defineConfig({ ...provider, entry: [...provider.entry, 'src/extend.ts', 'src/presets.ts'] });
