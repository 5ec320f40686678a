import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { createRegistry, defaultRegistry, type Registry } from '../../src/registry/registry.js';
import { version } from '../../src/version.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf } from '../support/scripted.js';

let registry: Registry;
beforeEach(() => {
  registry = createRegistry();
});

const versionOf = (type: string): string => registry.get(type).packageVersion;

describe('a registry', () => {
  it('gives the definition of a type, and of its aliases', () => {
    const definition = definitionOf({ type: 'open-ai', aliases: ['gpt', 'Open_Model'] });
    registry.register(definition);
    for (const name of ['open-ai', 'open_ai', 'OPEN_AI', 'Open-Ai', 'gpt', 'open-model', 'open_model'])
      expect(registry.get(name)).toBe(definition);
  });

  it('looks a type up again once something else is registered', async () => {
    registry.register(definitionOf({ packageName: 'a', packageVersion: '1.0.0' }));
    expect(versionOf('odd')).toBe('1.0.0');
    registry.register(definitionOf({ packageName: 'a', packageVersion: '1.1.0' }));
    expect(versionOf('odd')).toBe('1.1.0');
    registry.register(definitionOf({ packageName: 'b', type: 'even', aliases: ['odd'] }));
    expect((await errorOf(() => registry.get('odd'))).code).toBe('PROVIDER_TYPE_CONFLICT');
  });

  it('tells whether a type is registered, usable or not', () => {
    registry.register(definitionOf({ specVersion: 2 as 1, aliases: ['strange'] }));
    expect(registry.has('odd')).toBe(true);
    expect(registry.has('STRANGE')).toBe(true);
    expect(registry.has('even')).toBe(false);
  });

  it('lists usable definitions in the order of their registration', () => {
    const [one, two] = [definitionOf({ type: 'one' }), definitionOf({ type: 'two' })];
    registry.register(two);
    registry.register(definitionOf({ type: 'new', specVersion: 2 as 1 }));
    registry.register(one);
    registry.register(definitionOf({ type: 'contested', packageName: 'a' }));
    registry.register(definitionOf({ type: 'contested', packageName: 'b' }));
    expect(registry.list()).toEqual([two, one]);
  });

  it('lists the definition that overrides, and not the one that it replaces', () => {
    registry.register(definitionOf({ packageName: 'a' }));
    const other = definitionOf({ packageName: 'b' });
    registry.register(other, { override: true });
    expect(registry.list()).toEqual([other]);
  });

  it.each([
    null,
    undefined,
    5,
    'odd',
    {},
    { type: 'odd' },
    { packageName: 'x' },
    { type: 5, packageName: 'x' },
  ])('refuses %o, which is no definition', async (value) => {
    const error = await errorOf(() => registry.register(value as unknown as AnyDefinition));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'definition' });
  });

  it('is isolated from others', () => {
    registry.register(definitionOf());
    expect(createRegistry().has('odd')).toBe(false);
    expect(defaultRegistry().has('odd')).toBe(false);
  });
});

describe('two definitions of one type from the same package', () => {
  it.each([
    ['1.0.0', '1.0.1'],
    ['1.9.0', '1.10.0'],
    ['1.0.0-rc.9', '1.0.0-rc.10'],
    ['1.0.0-rc.1', '1.0.0'],
  ])('are no conflict: of %s and %s the newer is taken, in whatever order they come', (older, newer) => {
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      registry = createRegistry();
      for (const packageVersion of order) registry.register(definitionOf({ packageVersion }));
      expect(versionOf('odd')).toBe(newer);
    }
  });

  it('of the same version: the latest object is taken, as after a reload', () => {
    registry.register(definitionOf());
    const latest = definitionOf();
    registry.register(latest);
    expect(registry.get('odd')).toBe(latest);
    expect(registry.list()).toEqual([latest]);
  });
});

describe('definitions of one type from two packages', () => {
  const ours = definitionOf({ packageName: 'ours' });
  const theirs = definitionOf({ packageName: 'theirs' });

  it('are a conflict when the type is looked up, and not before', async () => {
    registry.register(ours);
    registry.register(theirs);
    const error = await errorOf(() => registry.get('odd'));
    expect(error).toMatchObject({
      code: 'PROVIDER_TYPE_CONFLICT',
      type: 'odd',
      candidates: ['ours', 'theirs'],
    });
    expect(error.message).toMatch(/"odd".*ours.*theirs.*override: true/);
  });

  it('do not concern other types', () => {
    registry.register(ours);
    registry.register(theirs);
    registry.register(definitionOf({ type: 'even' }));
    expect(versionOf('even')).toBe('1.0.0');
  });

  it.each([
    ['before', () => [theirs, ours]],
    ['after', () => [ours, theirs]],
  ])('are resolved by override, given %s the other one comes', (_, order) => {
    for (const definition of order()) registry.register(definition, { override: definition === theirs });
    expect(registry.get('odd')).toBe(theirs);
  });

  it('are resolved by the last one that overrides', () => {
    registry.register(ours, { override: true });
    registry.register(theirs, { override: true });
    expect(registry.get('odd')).toBe(theirs);
    registry.register(ours, { override: true });
    expect(registry.get('odd')).toBe(ours);
  });

  it('stay resolved when the package is loaded once more', () => {
    registry.register(ours);
    registry.register(theirs, { override: true });
    const reloaded = { ...theirs, packageVersion: '1.0.1' };
    registry.register(reloaded);
    registry.register({ ...ours });
    expect(registry.get('odd')).toBe(reloaded);
  });

  it('are resolved by override although a newer version of the same package is there', () => {
    registry.register(ours);
    registry.register({ ...theirs, packageVersion: '2.0.0' });
    registry.register(theirs, { override: true });
    expect(registry.get('odd').packageName).toBe('theirs');
    expect(versionOf('odd')).toBe('2.0.0');
  });

  it('are a conflict too where one has as alias what the other has as type', async () => {
    registry.register(definitionOf({ type: 'first', aliases: ['SHARED_NAME'], packageName: 'ours' }));
    registry.register(definitionOf({ type: 'shared-name', packageName: 'theirs' }));
    const error = await errorOf(() => registry.get('shared-name'));
    expect(error.code).toBe('PROVIDER_TYPE_CONFLICT');
    expect(error.message).toMatch(/ours \(type first\) and theirs \(type shared-name\)/);
    expect(registry.get('first').packageName).toBe('ours');
  });

  it('with a common alias only: the types themselves can be used', async () => {
    registry.register(definitionOf({ type: 'first', aliases: ['shared'], packageName: 'ours' }));
    registry.register(definitionOf({ type: 'second', aliases: ['shared'], packageName: 'theirs' }));
    expect((await errorOf(() => registry.get('shared'))).code).toBe('PROVIDER_TYPE_CONFLICT');
    expect(registry.get('first').packageName).toBe('ours');
    expect(registry.get('second').packageName).toBe('theirs');
    expect(registry.list()).toHaveLength(2);
  });
});

describe('a definition for another version of the contract', () => {
  it('of the future: names core as the package to upgrade', async () => {
    registry.register(definitionOf({ specVersion: 2 as 1, packageVersion: '3.2.1' }));
    const error = await errorOf(() => registry.get('odd'));
    expect(error).toMatchObject({ code: 'SPEC_VERSION_UNSUPPORTED', type: 'odd' });
    expect(error.message).toMatch(
      /odd-package 3\.2\.1 .*version 2.* accepts 1\. Upgrade @modelport\/core with "npm install @modelport\/core@latest"\.$/,
    );
    expect(error.message).toContain(version);
  });

  it.each([0, undefined, Number.NaN, '1', 0.5])(
    'of the past or of no kind (%s): names the provider package to upgrade',
    async (specVersion) => {
      registry.register(definitionOf({ specVersion: specVersion as 1 }));
      const error = await errorOf(() => registry.get('odd'));
      expect(error.code).toBe('SPEC_VERSION_UNSUPPORTED');
      expect(error.message).toMatch(/Upgrade odd-package with "npm install odd-package@latest"\.$/);
    },
  );

  it('does not fail before it is looked up, whatever it looks like', async () => {
    registry.register({ type: 'bare', packageName: 'bare-package', specVersion: 1 } as AnyDefinition);
    expect((await errorOf(() => registry.get('bare'))).setting).toBe('definition');
    expect(registry.list()).toEqual([]);
  });

  it('does not disturb the lookup of other types, whatever is in it', async () => {
    const strange = { ...definitionOf({ type: 'strange' }), specVersion: 2, packageVersion: 2, aliases: 5 };
    registry.register(strange as unknown as AnyDefinition);
    registry.register(strange as unknown as AnyDefinition);
    registry.register(definitionOf());
    expect(registry.get('odd').type).toBe('odd');
    expect((await errorOf(() => registry.get('strange'))).code).toBe('SPEC_VERSION_UNSUPPORTED');
  });

  it.each(['capabilities', 'settings', 'create'])('is refused without %s', async (name) => {
    registry.register(definitionOf({ [name]: undefined }));
    const error = await errorOf(() => registry.get('odd'));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'definition' });
    expect(error.message).toContain(name);
  });
});

describe('a type that is not registered', () => {
  it('is not found: the error lists what is registered', async () => {
    registry.register(definitionOf({ type: 'one' }));
    registry.register(definitionOf({ type: 'two', aliases: ['deux'] }));
    const error = await errorOf(() => registry.get('zzzzzzzz'));
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', type: 'zzzzzzzz', candidates: ['one', 'two'] });
    expect(error.message).toBe('There is no provider of type "zzzzzzzz". Registered: one, two.');
  });

  it('is told with what was probably meant before the list, which may be long', async () => {
    registry.register(definitionOf({ type: 'one' }));
    const message = async (type: string) => (await errorOf(() => registry.get(type))).message;
    expect(await message('noe')).toMatch(/"noe"\. Did you mean "one"\? Registered: one\.$/);
    expect(await message('Gemini')).toMatch(/"Gemini"\. .*"openrouter".* Registered: one\.$/);
  });

  it('is not found where nothing is registered, which is said in words', async () => {
    const error = await errorOf(() => registry.get('zzzzzzzz'));
    expect(error.message).toContain('No provider package has been imported.');
    expect(error.candidates).toEqual([]);
  });

  it('gets the nearest name suggested, be it a type, an alias or a type of a known package', async () => {
    registry.register(definitionOf({ type: 'one', aliases: ['first-of-all'] }));
    for (const [wrong, right] of [
      ['onee', 'one'],
      ['frst-of-all', 'first-of-all'],
      ['lamacpp', 'llamacpp'],
    ] as const)
      expect((await errorOf(() => registry.get(wrong))).message).toMatch(
        new RegExp(`Did you mean "${right}"\\?`),
      );
  });

  it.each(['llamacpp', 'LLAMA_CPP', 'llama-cpp'])('names the package of the known type %s', async (type) => {
    const error = await errorOf(() => registry.get(type));
    expect(error.message).toContain('npm install @modelport/provider-llamacpp');
    expect(error.message).toContain("import '@modelport/provider-llamacpp';");
    expect(error.message).not.toContain('Did you mean');
  });

  it.each(['gemini', 'constructor', '__proto__', 'toString', ''])(
    'gets no package guessed: %j',
    async (type) => {
      const error = await errorOf(() => registry.get(type));
      expect(error.code).toBe('PROVIDER_NOT_FOUND');
      expect(error.message).not.toMatch(/npm install|native code/);
    },
  );

  it.each([undefined, null, 5])('may even be %s', async (type) => {
    expect((await errorOf(() => registry.get(type as unknown as string))).code).toBe('PROVIDER_NOT_FOUND');
  });
});
