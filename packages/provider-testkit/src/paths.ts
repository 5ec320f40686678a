import { fileURLToPath } from 'node:url';

/** This package's folder. It is the same seen from `src/` and from `dist/`. */
export const packageFolder: string = fileURLToPath(new URL('../', import.meta.url));

/** The workspace that this package is developed in: it holds the tools and the cache. */
export const workspaceFolder: string = fileURLToPath(new URL('../../../', import.meta.url));
