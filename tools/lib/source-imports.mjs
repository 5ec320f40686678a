import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Code is formatted, so that statements start a line and a specifier has single quotes; comments start otherwise.
const patterns = [
  /^(?:import|export)\s[^'"]*?\bfrom '([^']+)'/gm,
  /^import '([^']+)'/gm,
  /^(?!\s*(?:\*|\/\/|\/\*)).*?\b(?:import|require)\(['`]([^'`$]+)['`]\)/gm,
];

/** Every module specifier that a TypeScript source names, those of type imports among them. */
export function importsOf(source) {
  return patterns.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1]));
}

/** The TypeScript files below a folder with their sources; none if there is no such folder. */
export function typescriptFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ['node_modules', 'fixtures'].includes(entry.name) ? [] : typescriptFiles(path);
    return /\.[cm]?ts$/.test(entry.name) ? [{ path, source: readFileSync(path, 'utf8') }] : [];
  });
}
