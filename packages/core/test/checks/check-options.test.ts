import { describe, expect, it } from 'vitest';
import { checkCallOptions, checkKey, checkOptions } from '../../src/checks/check-options.js';
import type { SettingField } from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import { errorOf } from '../support/scripted.js';

const settings: SettingField[] = [
  { name: 'region', kind: 'string', description: 'Where it runs.' },
  { name: 'password', kind: 'secret', description: 'A second secret.' },
  { name: 'proxyUrl', kind: 'url', description: 'A proxy.' },
  { name: 'ratio', kind: 'number', min: -1, max: 1, description: 'A ratio.' },
  { name: 'offset', kind: 'number', description: 'Any number.' },
  { name: 'slots', kind: 'integer', min: 1, max: 8, description: 'How many slots.' },
  { name: 'verbose', kind: 'boolean', description: 'Says more.' },
  { name: 'mode', kind: 'enum', values: ['fast', 'exact'], description: 'How it works.' },
  { name: 'preferences', kind: 'json', description: 'What is preferred.' },
  { name: 'client', kind: 'object', description: 'A client.' },
];

const check = (options: object, more: SettingField[] = []): Record<string, unknown> =>
  checkOptions(
    {
      specVersion: 1,
      type: 'odd',
      displayName: 'Odd',
      packageName: 'odd',
      packageVersion: '1.0.0',
      location: 'any',
      capabilities: {},
      settings: [...settings, ...more],
      create: () => {
        throw new Error('not created here');
      },
    },
    options,
  );

describe('checkOptions', () => {
  it.each<[string, unknown[]]>([
    [
      'baseUrl',
      ['http://127.0.0.1:8080', 'https://example.com/v1', 'HTTP://[::1]:1/a?b=c', 'http://a:b@host'],
    ],
    ['apiKey', ['sk-1', () => 'sk-1', async () => 'sk-1']],
    ['model', ['qwen3:8b', 'org/model with spaces', 'ünï']],
    ['name', ['main', '0', 'a.b_c-d']],
    ['headers', [{}, { 'x-team': 'blue' }]],
    ['models', [[], ['qwen3:8b', 'org/model']]],
    ['fetch', [fetch]],
    ['observe', [() => undefined]],
    ['connectTimeout', [0, 1, 0.5, Infinity]],
    ['firstEventTimeout', [0, Infinity]],
    ['idleTimeout', [0, Infinity]],
    ['timeout', [0, Infinity, 2 ** 40]],
    ['maxRetries', [0, 2, 100]],
    ['region', ['north']],
    ['password', ['secret', 'gehëim']],
    ['proxyUrl', ['http://proxy:3128']],
    ['ratio', [-1, 0.5, 1]],
    ['offset', [-1e9, 1e9, Infinity]],
    ['slots', [1, 8]],
    ['verbose', [true, false]],
    ['mode', ['fast', 'exact']],
    ['preferences', [{}, { order: ['a'] }, []]],
    ['client', [{}, () => undefined, new Map()]],
  ])('takes %s of every right kind', (name, values) => {
    for (const value of values) expect(check({ [name]: value })[name]).toBe(value);
  });

  it.each<[string, unknown[], RegExp]>([
    [
      'baseUrl',
      ['', 'localhost:8080', 'ftp://host', 'http://', 'http:// host', 'ht\ntp://host', 5],
      /https? URL/,
    ],
    ['apiKey', ['', '  ', 'a\nb', 'sk-é', 'sk…', 5, {}], /printable ASCII.*or a function/],
    ['model', ['', 'a\nb', 5, null], /line of text/],
    ['name', ['', 'Main', 'a b', '-a', 'auto', 'a\n', 5], /a-z.*"auto"/],
    ['headers', ['x', 5, null, () => undefined], /an object/],
    ['models', [{}, 'qwen3:8b', null, ['a', 5], ['']], /a list of model ids/],
    ['fetch', [{}, 'x', null], /a function/],
    ['observe', [{}, true], /a function/],
    ['timeout', [-1, Number.NaN, -Infinity, '5', 5n], /a number from 0/],
    ['connectTimeout', [-0.1], /a number from 0/],
    ['firstEventTimeout', [-1], /a number from 0/],
    ['idleTimeout', [-1], /a number from 0/],
    ['maxRetries', [-1, 1.5, 101, Infinity, '2'], /a whole number from 0 to 100/],
    ['region', ['', 7], /line of text/],
    ['password', [() => 'x', ''], /line of text/],
    ['proxyUrl', ['proxy'], /https? URL/],
    ['ratio', [-1.1, 1.1, Number.NaN], /a number from -1 to 1/],
    ['offset', ['1'], /a number/],
    ['slots', [0, 9, 1.5], /a whole number from 1 to 8/],
    ['verbose', ['true', 1], /true or false/],
    ['mode', ['slow', '', 1, null], /one of fast, exact/],
    ['preferences', ['{}', null, 1], /an object/],
    ['client', ['x', null, 1], /an object or function/],
  ])('refuses %s of a wrong kind, naming it and what is accepted', async (name, values, accepted) => {
    for (const value of values) {
      const error = await errorOf(() => check({ [name]: value }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', type: 'odd', setting: name, retryable: false });
      expect(error.message).toContain(`"${name}"`);
      expect(error.message).toMatch(accepted);
    }
  });

  it('takes a default only for what was not given, and no default for something given', async () => {
    const more: SettingField[] = [
      { name: 'place', kind: 'string', description: 'Where.', default: 'here' },
      { name: 'pass', kind: 'string', description: 'A pass.', required: true, requiredUnless: ['place'] },
    ];
    expect((await errorOf(() => check({}, more))).setting).toBe('pass');
    expect(check({ place: 'there' }, more)).toEqual({ place: 'there' });
    expect(check({ place: undefined, pass: 'p' }, more)).toEqual({ place: 'here', pass: 'p' });
  });

  it('shows the wrong value', async () => {
    expect((await errorOf(() => check({ mode: 'slow' }))).message).toContain('"slow"');
    expect((await errorOf(() => check({ timeout: -5 }))).message).toContain('-5');
    expect((await errorOf(() => check({ model: null }))).message).toContain('null');
    expect((await errorOf(() => check({ model: {} }))).message).toContain('of type object');
    expect((await errorOf(() => check({ model: () => 'x' }))).message).toContain('of type function');
    expect((await errorOf(() => check({ mode: 'x'.repeat(1_000) }))).message.length).toBeLessThan(300);
  });

  it('names the accepted values of a choice as candidates', async () => {
    expect((await errorOf(() => check({ mode: 'slow' }))).candidates).toEqual(['fast', 'exact']);
  });

  it.each(['apiKey', 'password'])('says that an empty %s is empty', async (name) => {
    expect((await errorOf(() => check({ [name]: '' }))).message).toMatch(/; an empty text is not\.$/);
  });

  it.each([
    { apiKey: 'sk-live\n4f9a' },
    { password: 'sk-live\n4f9a' },
    { apiKey: ['sk-live-4f9a'] },
    { baseUrl: 'http://me:sk-live-4f9a@host:99999999' },
    { baseUrl: 'me:sk-live-4f9a@host' },
    { baseUrl: 'http://me:sk-live/4f9a@host' },
    { baseUrl: 'ftp://host/?key=sk-live-4f9a' },
    { apiKye: 'sk-live-4f9a' },
  ])('never shows a secret: %o', async (options) => {
    const error = await errorOf(() => check(options));
    expect(JSON.stringify(error)).not.toMatch(/live|4f9a/);
  });

  it('refuses an option that the type does not have, and suggests the nearest', async () => {
    const error = await errorOf(() => check({ basUrl: 'http://x' }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'basUrl', type: 'odd' });
    expect(error.message).toMatch(/^The provider "odd" has no option "basUrl"\. Did you mean "baseUrl"\?/);
    expect(error.candidates).toEqual(expect.arrayContaining(['baseUrl', 'apiKey', 'region', 'maxRetries']));
  });

  it('refuses an option of a prototype, and no prototype is changed', async () => {
    const error = await errorOf(() => check(JSON.parse('{"__proto__": {"polluted": 1}}') as object));
    expect(error.setting).toBe('__proto__');
    expect((await errorOf(() => check({ constructor: 1 }))).setting).toBe('constructor');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['sk-live-4f9a', 5, true])(
    'refuses %j in place of the options without showing it',
    async (value) => {
      const error = await errorOf(() => check(value as unknown as object));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'options' });
      expect(error.message).not.toContain('4f9a');
    },
  );

  it('leaves to the call what concerns it alone', async () => {
    for (const options of [{ waitForModel: false }, { requestId: 'r-1' }, { signal: undefined }])
      expect(await errorOf(() => check(options))).toMatchObject({ setting: Object.keys(options)[0] });
  });

  it('takes undefined as not given', () => {
    expect(check({ model: undefined, apiKey: undefined })).toEqual({});
  });

  it('removes white space around a key or URL, as it comes from files and variables', () => {
    expect(check({ apiKey: ' sk-1\n', baseUrl: '\thttp://host ' })).toEqual({
      apiKey: 'sk-1',
      baseUrl: 'http://host',
    });
  });

  it('fills in defaults', () => {
    const port: SettingField = { name: 'port', kind: 'integer', default: 8080, description: 'A port.' };
    expect(check({}, [port])).toEqual({ port: 8080 });
    expect(check({ port: undefined }, [port])).toEqual({ port: 8080 });
    expect(check({ port: 1 }, [port])).toEqual({ port: 1 });
  });

  it('lets a type say more about a common option', async () => {
    const field: SettingField = { name: 'model', kind: 'enum', values: ['small'], description: 'The model.' };
    expect((await errorOf(() => check({ model: 'large' }, [field]))).candidates).toEqual(['small']);
  });

  it('lets a type say more about its key, which may still be a function', async () => {
    const field: SettingField = { name: 'apiKey', kind: 'secret', required: true, description: 'The key.' };
    expect(check({ apiKey: () => 'x' }, [field])).toHaveProperty('apiKey');
    expect((await errorOf(() => check({ apiKey: 'sk…' }, [field]))).message).toContain('ASCII');
  });

  it('says what is missing and every way to give it', async () => {
    const required: SettingField = {
      name: 'apiKey',
      kind: 'secret',
      required: true,
      description: 'The key.',
      environment: { names: ['ODD_API_KEY', 'ODD_KEY'] },
    };
    const error = await errorOf(() => check({}, [required]));
    expect(error).toMatchObject({
      code: 'SETTING_MISSING',
      setting: 'apiKey',
      type: 'odd',
      candidates: ['apiKey', 'ODD_API_KEY', 'ODD_KEY', 'odd_api_key'],
    });
    expect(error.message).toMatch(
      /"odd" needs .*"apiKey".*FromEnv .*ODD_API_KEY or ODD_KEY, .*FromSettings .*odd_api_key, .*"apiKeyEnv"/,
    );
    expect(check({ apiKey: 'x' }, [required])).toEqual({ apiKey: 'x' });
  });

  it('names the option alone where nothing but code can give it', async () => {
    const error = await errorOf(() =>
      check({}, [{ name: 'source', kind: 'object', required: true, description: 'x' }]),
    );
    expect(error.message).toMatch(/"source"\.$/);
    expect(error.candidates).toEqual(['source']);
  });

  it.each([{ preferences: '{"key": "sk-live-4f9a"' }, { headers: 'authorization: sk-live-4f9a' }])(
    'shows nothing of a text in place of an object, which may hold a key: %o',
    async (options) => {
      expect(JSON.stringify(await errorOf(() => check(options)))).not.toMatch(/live|4f9a/);
    },
  );

  it('does not require what has a default', () => {
    const field: SettingField = { name: 'a', kind: 'string', required: true, default: 'b', description: 'x' };
    expect(check({}, [field])).toEqual({ a: 'b' });
  });
});

describe('checkCallOptions', () => {
  it('takes every option of a call', () => {
    const options = {
      signal: new AbortController().signal,
      connectTimeout: 1,
      firstEventTimeout: 1,
      idleTimeout: 1,
      timeout: 1,
      maxRetries: 1,
      headers: {},
      requestId: 'r-1',
      observe: () => undefined,
      waitForModel: false,
    };
    expect(() => checkCallOptions(options)).not.toThrow();
    expect(() => checkCallOptions({ signal: undefined, headers: undefined })).not.toThrow();
  });

  it.each<[string, unknown]>([
    ['timeout', -1],
    ['idleTimeout', Number.NaN],
    ['maxRetries', 0.5],
    ['signal', {}],
    ['signal', null],
    ['signal', new AbortController()],
    ['headers', 'x'],
    ['requestId', ''],
    ['requestId', 5],
    ['requestId', 'a\nb'],
    ['requestId', 'année'],
    ['observe', {}],
    ['waitForModel', 'no'],
  ])('refuses %s: %o', async (name, value) => {
    const error = await errorOf(() => checkCallOptions({ [name]: value }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: name });
  });

  it('refuses what belongs into the request or the provider, and suggests the nearest', async () => {
    expect(await errorOf(() => checkCallOptions({ temperature: 1 }))).toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'temperature',
      message: expect.stringContaining('A call has no option "temperature"'),
    });
    const error = await errorOf(() => checkCallOptions({ timout: 1 }));
    expect(error.message).toContain('Did you mean "timeout"?');
    expect(error.candidates).toContain('signal');
    expect(error.candidates).not.toContain('baseUrl');
  });

  it.each([null, 5, 'x'])('refuses %j in place of the options', async (value) => {
    expect(await errorOf(() => checkCallOptions(value as unknown as object))).toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'options',
    });
  });
});

describe('a required option', () => {
  const required: SettingField[] = [
    { name: 'place', kind: 'string', description: 'Where.', default: 'here' },
    {
      name: 'token',
      kind: 'secret',
      description: 'A token.',
      required: true,
      requiredUnless: ['client', 'place'],
    },
  ];

  it.each([{ token: 't' }, { client: {} }, { place: 'there' }])(
    'is there, or not needed, with %o',
    (options) => {
      expect(() => check(options, required)).not.toThrow();
    },
  );

  it('is missed although the default of another one was put in', async () => {
    const error = await errorOf(() => check({}, required));
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'token' });
  });
});

describe('checkKey', () => {
  it('gives the key without white space around it', () => {
    expect(checkKey(' sk-1\n')).toBe('sk-1');
  });

  it.each([undefined, null, '', ' ', 5, {}, () => 'sk-1', 'sk\nlive', 'sk-live…'])(
    'refuses %o',
    async (value) => {
      const error = await errorOf(() => checkKey(value));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'apiKey' });
      expect(error).toBeInstanceOf(ProviderError);
      expect(error.message).not.toMatch(/live|\n/);
    },
  );
});
