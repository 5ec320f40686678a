import { execFileSync } from 'node:child_process';
import { createRegistry, getDefinition, registerProvider } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';

/** What a process of its own says after it has imported the built package. */
function registeredBy(entry: string): string[] {
  const script = `
    import { listDefinitions } from '@modelport/core';
    import '${entry}';
    console.log(JSON.stringify(listDefinitions().map(({ type }) => type)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

describe('importing the package', () => {
  it('registers exactly ollama', () => {
    expect(registeredBy('@modelport/provider-ollama')).toEqual(['ollama']);
  });

  it('registers nothing where only the definition is imported', () => {
    expect(registeredBy('@modelport/provider-ollama/definition')).toEqual([]);
  });
});

describe('the definition', () => {
  it.each(['ollama', 'Ollama', 'OLLAMA'])('is found as %s', (type) => {
    const registry = createRegistry();
    registerProvider(definition, { registry });
    expect(getDefinition(type, { registry })).toBe(definition);
  });

  it('gives plain answers and streams', () => {
    const driver = definition.create({}, { name: 'ollama', type: 'ollama' });
    expect([typeof driver.chat, typeof driver.stream]).toEqual(['function', 'function']);
  });
});
