import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceFolder } from '../paths.js';

/** What to say where the tools are not there: they are no part of the published package. */
export const NO_TOOLS =
  "what installs llama-server and makes its tiny models is in Modelport's repository, not in the npm package";

/** The tools for a real llama-server; `undefined` in an installed package. */
export function toolsFolder(): string | undefined {
  const folder = join(workspaceFolder, 'tools/llama-server');
  return existsSync(join(folder, 'install.sh')) ? folder : undefined;
}
