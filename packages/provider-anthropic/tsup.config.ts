import { defineConfig } from 'tsup';
import { provider } from '../../tsup.base.js';

export default defineConfig(provider('anthropic-driver'));
