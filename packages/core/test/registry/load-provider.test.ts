import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadProvider } from '../../src/registry/load-provider.js';
import { createRegistry, defaultRegistry, registerProvider } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf } from '../support/scripted.js';

// What the default registry holds is one Symbol.for() away; each test starts with an empty one.
const slot = Symbol.for('@modelport/core/registry@1');
afterEach(() => {
  delete (globalThis as { [slot]?: unknown })[slot];
});

describe('loadProvider', () => {
  it('imports the package of a known type and gives its definition', async () => {
    const definition = definitionOf({ type: 'llamacpp', packageName: '@modelport/provider-llamacpp' });
    const load = vi.fn(async () => registerProvider(definition));
    expect(await loadProvider('LlamaCPP', { import: load })).toBe(definition);
    expect(load).toHaveBeenCalledExactlyOnceWith('@modelport/provider-llamacpp');
  });

  it('imports the package that is named for any other type', async () => {
    const load = vi.fn(async () => registerProvider(definitionOf()));
    expect((await loadProvider('odd', { import: load, packageName: 'odd-package' })).type).toBe('odd');
    expect(load).toHaveBeenCalledExactlyOnceWith('odd-package');
  });

  it('imports nothing where the type is registered', async () => {
    registerProvider(definitionOf());
    const load = vi.fn();
    expect((await loadProvider('odd', { import: load, packageName: 'odd-package' })).type).toBe('odd');
    expect(load).not.toHaveBeenCalled();
  });

  it.each(['odd', 'constructor', '__proto__'])('imports nothing for the unknown type %s', async (type) => {
    const load = vi.fn();
    expect((await errorOf(loadProvider(type, { import: load }))).code).toBe('PROVIDER_NOT_FOUND');
    expect(load).not.toHaveBeenCalled();
  });

  it('says what to install where the import fails, with the reason as cause', async () => {
    const cause = new Error("Cannot find package 'odd-package'");
    const load = vi.fn().mockRejectedValue(cause);
    const error = await errorOf(loadProvider('odd', { import: load, packageName: 'odd-package' }));
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', type: 'odd', cause });
    expect(error.message).toContain('npm install odd-package');
  });

  it('says so where the package does not bring the type', async () => {
    const load = vi.fn().mockResolvedValue({});
    const error = await errorOf(loadProvider('odd', { import: load, packageName: 'other-package' }));
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', type: 'odd' });
    expect(error.message).toMatch(/other-package registers no provider of type "odd"/);
  });

  it('adds the definition to the registry that is given', async () => {
    const registry = createRegistry();
    const load = vi.fn(async () => registerProvider(definitionOf()));
    const definition = await loadProvider('odd', { import: load, packageName: 'odd-package', registry });
    expect(registry.get('odd')).toBe(definition);
    expect(defaultRegistry().get('odd')).toBe(definition);
  });
});
