import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** What a process of its own says after it has imported the built package. */
function registeredBy(entry: string): unknown {
  const script = `
    import { listDefinitions } from '@modelport/core';
    import '${entry}';
    console.log(JSON.stringify(listDefinitions().map(({ type }) => type)));`;
  const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options));
}

describe('importing the package', () => {
  it('registers exactly anthropic', () => {
    expect(registeredBy('@modelport/provider-anthropic')).toEqual(['anthropic']);
  });

  it('registers nothing where only the definition is imported', () => {
    expect(registeredBy('@modelport/provider-anthropic/definition')).toEqual([]);
  });
});
