import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createRegistry,
  defaultRegistry,
  getDefinition,
  listDefinitions,
  type Registry,
  registerProvider,
} from '../../src/registry/registry.js';
import { version } from '../../src/version.js';
import { importCopy, requireCopy } from '../support/copies.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf } from '../support/scripted.js';

// Written out on purpose: packages that were published long ago look for this very key.
const slot = Symbol.for('@modelport/core/registry@1');
const holder = globalThis as { [slot]?: unknown };

let registry: Registry;
beforeEach(() => {
  registry = createRegistry();
});

describe('the registry that all copies of core share', () => {
  const before = holder[slot];
  beforeEach(() => {
    delete holder[slot];
  });
  afterEach(() => {
    holder[slot] = before;
  });

  it('is used where none is given', () => {
    const definition = definitionOf();
    registerProvider(definition);
    expect(getDefinition('odd')).toBe(definition);
    expect(listDefinitions()).toEqual([definition]);
    expect(defaultRegistry().get('odd')).toBe(definition);
  });

  it('is the same object each time, and another one once its data is gone', () => {
    const shared = defaultRegistry();
    expect(defaultRegistry()).toBe(shared);
    delete holder[slot];
    expect(defaultRegistry()).not.toBe(shared);
  });

  it('is left alone where another one is given', async () => {
    const definition = definitionOf();
    registerProvider(definition, { registry });
    expect(getDefinition('odd', { registry })).toBe(definition);
    expect(listDefinitions({ registry })).toEqual([definition]);
    expect(listDefinitions()).toEqual([]);
    expect((await errorOf(() => getDefinition('odd'))).code).toBe('PROVIDER_NOT_FOUND');
  });

  it('takes override from the same options', () => {
    registerProvider(definitionOf({ packageName: 'a' }));
    registerProvider(definitionOf({ packageName: 'b' }), { override: true });
    expect(getDefinition('odd').packageName).toBe('b');
  });

  it('tells at once what another copy has registered for a type that was looked up before', async () => {
    const copy = await importCopy('registry');
    registerProvider(definitionOf({ packageVersion: '1.0.0' }));
    expect(getDefinition('odd').packageVersion).toBe('1.0.0');
    copy.registerProvider(definitionOf({ packageVersion: '1.1.0' }));
    expect(getDefinition('odd').packageVersion).toBe('1.1.0');
    copy.registerProvider(definitionOf({ packageVersion: '1.2.0' }));
    expect(getDefinition('odd').packageVersion).toBe('1.2.0');
  });

  it('is one for all copies, those loaded with require() too', async () => {
    const copies = [await importCopy('registry'), requireCopy()];
    registerProvider(definitionOf({ type: 'from-source' }));
    copies[0]?.registerProvider(definitionOf({ type: 'from-import' }));
    copies[1]?.registerProvider(definitionOf({ type: 'from-require' }));
    for (const core of [{ listDefinitions }, ...copies]) {
      expect(core.listDefinitions().map(({ type }) => type)).toEqual([
        'from-source',
        'from-import',
        'from-require',
      ]);
    }
  });

  it('holds data only: no class and no function of core', async () => {
    const copy = await importCopy('data');
    copy.registerProvider(definitionOf());
    copy.defaultRegistry().observe = () => undefined;
    const { records, copies, observe, ...rest } = holder[slot] as Record<string, unknown>;
    expect(rest).toEqual({});
    expect([...(records as Map<string, object>).values()].map(Object.keys)).toEqual([
      ['definition', 'override'],
    ]);
    expect([...(copies as Set<object>)]).toEqual([{ version }]);
    expect(observe).toBe(copy.defaultRegistry().observe);
  });

  it('says in a miss how many copies are loaded, but only where there are several', async () => {
    expect((await errorOf(() => getDefinition('zzzzzzzz'))).message).not.toContain('copies');
    requireCopy().listDefinitions();
    expect((await errorOf(() => getDefinition('zzzzzzzz'))).message).toContain(
      'Note: 2 copies of @modelport/core are loaded.',
    );
  });

  it('works out the names of a definition once, however often it is looked up', () => {
    let read = 0;
    const definition = definitionOf();
    const counted = Object.defineProperty({ ...definition }, 'aliases', {
      get: () => {
        read += 1;
        return ['strange'];
      },
    });
    registerProvider(counted);
    for (let at = 0; at < 5; at++)
      expect([listDefinitions(), getDefinition('STRANGE')]).toEqual([[counted], counted]);
    expect(read).toBe(1);
  });

  it('has one observer, whoever sets it', async () => {
    const observe = () => undefined;
    requireCopy().defaultRegistry().observe = observe;
    expect(defaultRegistry().observe).toBe(observe);
    expect(createRegistry().observe).toBeUndefined();
  });
});
