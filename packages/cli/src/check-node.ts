import { UsageError } from './arguments.js';

/**
 * Refuses to go on where Node is too old: without this the command would start, and find no server.
 * @throws UsageError for a Node older than 22.12.
 */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return;
  throw new UsageError(`modelport needs Node 22.12 or later; this is Node ${version}.`);
}
