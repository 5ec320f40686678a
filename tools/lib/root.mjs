import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where the tools keep what they may lose at any time; git ignores it. */
export const cacheFolder = join(root, '.cache');
