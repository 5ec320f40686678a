import { describe, expect, it } from 'vitest';
import type { DetectOptions } from '../../src/detect/detect-providers.js';
import { detectProviders } from '../../src/detect/detect-providers.js';
import type { FetchLike } from '../../src/platform-types.js';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { createRegistry, type Registry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf } from '../support/scripted.js';
import { freeUrl, kindOf, kinds, serve } from '../support/servers.js';

/** Milliseconds within which even a busy machine is done. */
const soon = 10_000;

function registryOf(...definitions: readonly AnyDefinition[]): Registry {
  const registry = createRegistry();
  for (const definition of definitions) registry.register(definition);
  return registry;
}

const detect = (definitions: readonly AnyDefinition[], options: DetectOptions = {}) =>
  detectProviders({ registry: registryOf(...definitions), env: {}, timeout: soon, ...options });

const cloud = (type: string, changes: Partial<AnyDefinition> = {}) =>
  definitionOf({ type, displayName: type, packageName: type, location: 'cloud', ...changes });

describe('detection', () => {
  it('tells servers apart on each other’s ports, and takes the best one', async () => {
    const listeners = [
      'ollama',
      'llamacpp',
      'koboldcpp',
      'lmstudio',
      'generic',
      'webPage',
      'catchAll',
    ] as const;
    const servers = await Promise.all(listeners.map((kind) => serve(kinds[kind])));
    const [ollama, llamacpp, koboldcpp, lmstudio, generic, webPage, catchAll] = servers.map(({ url }) => url);
    const every = servers.map(({ url }) => url);
    const definitions = [
      kindOf('generic', every),
      kindOf('koboldcpp', [catchAll ?? '']),
      kindOf('llamacpp', [lmstudio ?? '', koboldcpp ?? '']),
      kindOf('ollama', [koboldcpp ?? '', generic ?? '']),
      kindOf('lmstudio', [ollama ?? '', webPage ?? '']),
    ];
    const { found, tried, chosen, reason } = await detect(definitions);
    expect(found.map(({ type, baseUrl }) => [type, baseUrl])).toEqual([
      ['lmstudio', `${lmstudio}/v1`],
      ['ollama', ollama],
      ['llamacpp', llamacpp],
      ['koboldcpp', koboldcpp],
      ['generic', `${generic}/v1`],
    ]);
    expect(found[1]).toEqual({
      type: 'ollama',
      displayName: 'OLLAMA',
      baseUrl: ollama,
      version: '0.12.1',
    });
    expect(
      tried
        .filter(({ outcome }) => outcome === 'unknown')
        .map(({ url }) => url)
        .sort(),
    ).toEqual([webPage, catchAll].sort());
    expect(chosen).toBe(found[0]);
    expect(reason).toBe(`LMSTUDIO at ${lmstudio}/v1: it answers there.`);
  });

  it('harms nobody: GET alone, without key, cookie and body, and no path twice', async () => {
    const servers = await Promise.all([kinds.webPage, kinds.catchAll, kinds.koboldcpp].map(serve));
    const urls = servers.map(({ url }) => url);
    const types = ['lmstudio', 'ollama', 'llamacpp', 'koboldcpp', 'generic'] as const;
    await detect(
      types.map((type) => kindOf(type, urls)),
      { env: { OLLAMA_API_KEY: 'sk-secret', LMSTUDIO_API_KEY: 'sk-secret' } },
    );
    for (const { requests } of servers) {
      expect(requests.length).toBeGreaterThan(2);
      expect(new Set(requests.map(({ path }) => path)).size).toBe(requests.length);
      for (const { method, headers, body } of requests) {
        expect({ method, body }).toEqual({ method: 'GET', body: '' });
        expect(Object.keys(headers)).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/authorization|cookie|api-key/)]),
        );
        expect(JSON.stringify(headers)).not.toContain('secret');
      }
    }
  });

  it('asks first for the server that is expected at a place, so that it logs no odd requests', async () => {
    const { url, requests } = await serve(kinds.llamacpp);
    await detect([kindOf('lmstudio', []), kindOf('ollama', []), kindOf('llamacpp', [url])]);
    expect(requests.map(({ path }) => path)).toEqual(['/health']);
  });

  it('asks for a type that takes any server for its own after all others, wherever it expects one', async () => {
    const { url } = await serve(kinds.llamacpp);
    const { found } = await detect([kindOf('generic', [url]), kindOf('llamacpp', [])]);
    expect(found.map(({ type }) => type)).toEqual(['llamacpp']);
  });

  it('is held up by no server that never answers, and gives up in time', async () => {
    const silent = await serve(() => {});
    const stuck = await serve((_, response) => response.writeHead(200).write('{'));
    const ollama = await serve(kinds.ollama);
    const startedAt = performance.now();
    const { found, tried } = await detect(
      [kindOf('lmstudio', [silent.url]), kindOf('llamacpp', [stuck.url]), kindOf('ollama', [ollama.url])],
      { timeout: undefined },
    );
    expect(performance.now() - startedAt).toBeLessThan(soon);
    expect(found.map(({ type }) => type)).toEqual(['ollama']);
    expect(tried).toEqual(
      expect.arrayContaining([
        { url: silent.url, outcome: 'timeout' },
        { url: stuck.url, outcome: 'timeout' },
        { url: ollama.url, outcome: 'found', type: 'ollama' },
      ]),
    );
  });

  it('limits everything together, whatever the fetch and the probes do', async () => {
    const { url } = await serve(kinds.ollama);
    const options = { timeout: 30, fetch: () => new Promise<never>(() => {}) };
    expect((await detect([kindOf('ollama', [url])], options)).tried).toEqual([{ url, outcome: 'timeout' }]);
    const never = { ...kindOf('ollama', [url]).probe, identify: () => new Promise<never>(() => {}) };
    const endless = kindOf('ollama', [url], { probe: never as never });
    expect((await detect([endless], { timeout: 30 })).tried).toEqual([{ url, outcome: 'timeout' }]);
  });

  it('asks once where nobody listens', async () => {
    const url = await freeUrl();
    const asked: string[] = [];
    const counting: FetchLike = (address, init) => {
      asked.push(address);
      return fetch(address, init as RequestInit) as never;
    };
    const types = ['lmstudio', 'ollama', 'llamacpp', 'generic'] as const;
    const { tried } = await detect(
      types.map((type) => kindOf(type, [url])),
      { fetch: counting },
    );
    expect(tried).toEqual([{ url, outcome: 'unreachable' }]);
    expect(asked).toEqual([`${url}/lmstudio-greeting`]);
  });

  it('follows no redirect', async () => {
    const target = await serve(kinds.ollama);
    const { url } = await serve((request, response) =>
      response.writeHead(302, { location: target.url + request.url }).end(),
    );
    expect((await detect([kindOf('ollama', [url])])).found).toEqual([]);
    expect(target.requests).toEqual([]);
  });

  it('reads little of an endless answer, and closes the connection', async () => {
    let closed: () => void = () => {};
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { url } = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('kind'.repeat(1000)));
      };
      response.on('drain', more).on('close', closed);
      more();
    });
    let length = 0;
    const probe = {
      urls: [url],
      priority: 1,
      async identify(get: (path: string) => Promise<{ body: string }>) {
        ({ length } = (await get('/')).body);
        return {};
      },
    };
    expect((await detect([definitionOf({ probe })])).found).toHaveLength(1);
    expect(length).toBe(64 * 1024);
    await whenClosed;
  });

  it('leaves no connection open', async () => {
    const servers = await Promise.all([kinds.webPage, kinds.ollama, () => {}].map(serve));
    await detect(
      [
        kindOf(
          'ollama',
          servers.map(({ url }) => url),
        ),
      ],
      { timeout: 300 },
    );
    for (const { server } of servers) {
      const connections = () =>
        new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
      await expect.poll(connections, { timeout: soon }).toBe(0);
    }
  });

  it('leaves no request behind that a probe did not wait for', async () => {
    let left: () => void = () => {};
    const whenLeft = new Promise<void>((resolve) => {
      left = resolve;
    });
    const { url, requests } = await serve((_, response) => void response.on('close', left));
    const identify = async (get: (path: string) => Promise<unknown>) => {
      get('/slow').catch(() => {});
      await expect.poll(() => requests.length, { timeout: soon }).toBe(1);
      return {};
    };
    const definition = definitionOf({ probe: { urls: [url], priority: 1, identify } });
    expect((await detect([definition], { timeout: 0 })).found).toHaveLength(1);
    await whenLeft;
  });

  it('goes on where a probe fails', async () => {
    const { url } = await serve(kinds.llamacpp);
    const failing = {
      urls: [url],
      priority: 1,
      identify: async () => {
        throw new Error('odd');
      },
    };
    const { found } = await detect([definitionOf({ probe: failing }), kindOf('llamacpp', [url])]);
    expect(found.map(({ type }) => type)).toEqual(['llamacpp']);
  });

  it('puts what still loads behind what is ready', async () => {
    const loading = await serve(kinds.loadingLlamacpp);
    const ready = await serve(kinds.koboldcpp);
    const definitions = [kindOf('llamacpp', [loading.url]), kindOf('koboldcpp', [ready.url])];
    expect((await detect(definitions)).found).toMatchObject([
      { type: 'koboldcpp' },
      { type: 'llamacpp', loading: true },
    ]);
    const { chosen, reason } = await detect(definitions.slice(0, 1));
    expect(chosen).toMatchObject({ type: 'llamacpp' });
    expect(reason).toBe(`LLAMACPP at ${loading.url}: it answers there, and loads its model.`);
  });

  it('chooses no server that wants a key, unless its type’s own key is there', async () => {
    const { url } = await serve(kinds.lockedGeneric);
    const locked = (type: string, priority: number) =>
      definitionOf({
        type,
        displayName: type,
        location: 'local',
        probe: {
          urls: [url],
          priority,
          identify: async (get) => ({ needsKey: (await get('/')).status === 401 }),
        },
      });
    const { found, chosen, reason } = await detect([locked('safe', 400)]);
    expect(found).toMatchObject([{ type: 'safe', needsKey: true }]);
    expect(chosen).toBeUndefined();
    expect(reason).toContain(`safe at ${url} wants a key (set SAFE_API_KEY).`);
    const env = { SAFE_API_KEY: 'sk-1', ANY_API_KEY: 'sk-2' };
    const opened = await detect([locked('safe', 400)], { env });
    expect(opened.chosen).toMatchObject({ type: 'safe', keyVariable: 'SAFE_API_KEY' });
    expect(JSON.stringify(opened)).not.toContain('sk-1');
    // A type that takes any server for its own has a key for one of them at most.
    const any = await detect([locked('any', 900)], { env });
    expect(any.chosen).toBeUndefined();
    expect(any.reason).toContain('wants a key (give baseUrl and apiKey).');
  });
});

describe('where detection looks', () => {
  it('is besides the usual places wherever it is told to, each place once', async () => {
    const { url, requests } = await serve(kinds.ollama);
    const { port } = new URL(url);
    const urls = [`${url}/`, `http://localhost:${port}/v1`, `http://0.0.0.0:${port}`];
    const { found, tried } = await detect([kindOf('ollama', [])], { urls });
    expect(found).toMatchObject([{ type: 'ollama', baseUrl: url }]);
    expect(tried.map((one) => one.url)).toEqual([url, 'http://127.0.0.1:9']);
    expect(new Set(requests.map(({ path }) => path)).size).toBe(requests.length);
  });

  it.each(['192.168.0.5:11434', 'gpu', '', 'ftp://gpu/', 5])('is no place like %j', async (url) => {
    const error = await errorOf(
      detectProviders({ registry: createRegistry(), env: {}, urls: [url as string] }),
    );
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'urls' });
    expect(error.message).toContain('an http or https URL');
  });

  it('may be only where it is told to', async () => {
    const { url } = await serve(kinds.ollama);
    const other = await serve(kinds.ollama);
    const { tried } = await detect([kindOf('ollama', [other.url])], { urls: [url], usualUrls: false });
    expect(tried).toEqual([{ url, outcome: 'found', type: 'ollama' }]);
    expect(other.requests).toEqual([]);
  });

  it('is below a path too, and never with user name and password', async () => {
    const { url, requests } = await serve((request, response) => {
      request.url = request.url?.replace(/^\/box/, '') ?? '';
      kinds.llamacpp(request, response);
    });
    const given = `${url.replace('//', '//me:pw-secret@')}/box/v1`;
    const detection = await detect([kindOf('llamacpp', [])], { urls: [given], usualUrls: false });
    expect(detection.found).toMatchObject([{ type: 'llamacpp', baseUrl: `${url}/box` }]);
    expect(requests.map(({ path }) => path)).toEqual(['/box/health']);
    expect(JSON.stringify(detection)).not.toContain('secret');
  });

  it('stays at the origin, whatever path a probe asks for', async () => {
    const { url } = await serve(kinds.ollama);
    const asked: string[] = [];
    const counting: FetchLike = (address, init) => {
      asked.push(new URL(address).origin);
      return fetch(address, init as RequestInit) as never;
    };
    const identify = async (get: (path: string) => Promise<unknown>) => {
      for (const path of ['@evil.example/', '//evil.example/', '.evil.example/']) await get(path);
      return undefined;
    };
    await detect([definitionOf({ probe: { urls: [url], priority: 1, identify } })], { fetch: counting });
    expect(asked).toEqual([url, url, url]);
  });

  it('is where the environment says, but not on the open internet', async () => {
    const { url } = await serve(kinds.ollama);
    const env = { OLLAMA_BASE_URL: url };
    expect((await detect([kindOf('ollama', [])], { env })).found).toMatchObject([{ baseUrl: url }]);
    const asked: string[] = [];
    const refusing: FetchLike = async (address) => {
      asked.push(address);
      throw new TypeError('fetch failed');
    };
    await detect([kindOf('ollama', [])], {
      env: { OLLAMA_BASE_URL: 'https://ollama.example.com' },
      fetch: refusing,
    });
    expect(asked).toEqual(['http://127.0.0.1:9/api/extra/version']);
  });

  it('ends when it is aborted', async () => {
    const silent = await serve(() => {});
    const controller = new AbortController();
    const detecting = detect([kindOf('ollama', [silent.url])], { signal: controller.signal });
    await expect.poll(() => silent.requests.length, { timeout: soon }).toBe(1);
    controller.abort('enough');
    expect(await errorOf(detecting)).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    const aborted = detect([kindOf('ollama', [silent.url])], { signal: AbortSignal.abort() });
    expect(await errorOf(aborted)).toMatchObject({ code: 'ABORTED' });
  });
});

describe('keys in the environment', () => {
  it('make OpenAI the first choice and other services the last', async () => {
    const { url } = await serve(kinds.generic);
    const definitions = [cloud('groq'), kindOf('generic', [url]), cloud('openai')];
    const env = { OPENAI_API_KEY: 'sk-1', GROQ_API_KEY: 'sk-2' };
    const { found, chosen, reason } = await detect(definitions, { env });
    expect(found.map(({ type }) => type)).toEqual(['openai', 'generic', 'groq']);
    expect(chosen).toEqual({ type: 'openai', displayName: 'openai', keyVariable: 'OPENAI_API_KEY' });
    expect(reason).toBe('openai: OPENAI_API_KEY is set.');
    expect((await detect(definitions, { env: { GROQ_API_KEY: 'sk-2' } })).chosen).toMatchObject({
      type: 'generic',
    });
    expect((await detect([cloud('groq')], { env })).chosen).toMatchObject({ type: 'groq' });
    expect((await detect(definitions, { env, services: false })).found.map(({ type }) => type)).toEqual([
      'generic',
    ]);
  });

  it('count only with all else that the service needs, and where its type is not switched off', async () => {
    const region = { name: 'region', kind: 'string', description: 'Where.', required: true } as const;
    const definition = cloud('far', { settings: [region] });
    expect((await detect([definition], { env: { FAR_API_KEY: 'sk-1' } })).found).toEqual([]);
    expect(
      (await detect([definition], { env: { FAR_API_KEY: 'sk-1', FAR_REGION: 'eu' } })).found,
    ).toHaveLength(1);
    // A wrong value is told by the type itself, once it is chosen.
    const wrong = { OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'nonsense' };
    expect((await detect([cloud('openai')], { env: wrong })).chosen).toMatchObject({ type: 'openai' });
    const off = { OPENAI_API_KEY: 'sk-1', OPENAI_ENABLED: 'false' };
    expect((await detect([cloud('openai')], { env: off })).found).toEqual([]);
  });

  it('do not count where they are blank', async () => {
    expect((await detect([cloud('openai')], { env: { OPENAI_API_KEY: ' ' } })).found).toEqual([]);
  });
});

describe('where nothing is found', () => {
  it('the reason says what was tried, by product, and which steps suffice', async () => {
    const page = await serve(kinds.webPage);
    const silent = await serve(() => {});
    const [nobody, noOllama, other, told] = await Promise.all([freeUrl(), freeUrl(), freeUrl(), freeUrl()]);
    const region = { name: 'region', kind: 'string', description: 'Where.', required: true } as const;
    const definitions = [
      kindOf('generic', [nobody, other]),
      kindOf('ollama', [page.url, silent.url, nobody, noOllama]),
      kindOf('lmstudio', [told]),
      cloud('far', { settings: [region] }),
      cloud('openai'),
    ];
    const elsewhere = await freeUrl();
    const { chosen, reason } = await detect(definitions, { timeout: 3_000, urls: [elsewhere] });
    expect(chosen).toBeUndefined();
    expect(reason).toBe(
      `No provider was found. No answer from LMSTUDIO (${told}), OLLAMA (${nobody}, ${noOllama}), ` +
        `GENERIC (${other}), ${elsewhere}. No answer in time from OLLAMA (${silent.url}). ` +
        `A server of no known kind answers at ${page.url}. ` +
        'What would help: start LMSTUDIO or OLLAMA, or set OPENAI_API_KEY.',
    );
  });

  it('because no package is imported, the reason says so', async () => {
    const { tried, reason } = await detect([]);
    expect(tried).toEqual([]);
    expect(reason).toContain('Import the package of a provider');
  });
});
