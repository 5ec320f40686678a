import assert from 'node:assert/strict';
import { type Capability, getDefinition, listDefinitions } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';
import { environmentReadBy } from '../environment-read-by.js';
import { refusalOf, settingsCases } from './settings.js';

/** What a package registers. */
export const definitionCases: readonly ConformanceCase[] = [
  {
    id: 'definition/type',
    title: 'the type is a name in kebab-case',
    reason:
      'Contract, `ProviderDefinition.type`. It stands in configs, and before the colon of a model reference.',
    offline: true,
    run: ({ definition }) => assertName(definition.type, 'type'),
  },
  {
    id: 'definition/aliases',
    title: 'the aliases are other names, in lower case',
    reason:
      'Contract, `ProviderDefinition.aliases`. Upper case needs no alias; one with `_` lets it be a key of `providerOptions`.',
    offline: true,
    run({ definition: { type, aliases = [] } }) {
      for (const alias of aliases) assertName(alias.replaceAll('_', '-'), 'Each alias');
      assert.equal(new Set([type, ...aliases]).size, aliases.length + 1, 'A name stands there twice.');
    },
  },
  {
    id: 'definition/display-name',
    title: 'the backend has a name for people',
    reason: 'Contract, `ProviderDefinition.displayName`: it stands in messages and lists.',
    offline: true,
    run({ definition: { displayName } }) {
      assert.match(displayName, /^\S(.*\S)?$/, 'displayName must be a line of text.');
    },
  },
  {
    id: 'definition/package',
    title: 'the package is named as npm names it, with its version',
    reason: 'Contract, `packageName` and `packageVersion`: conflicts are told from reloads by them.',
    offline: true,
    run({ definition: { packageName, packageVersion } }) {
      assert.match(
        packageName,
        /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/,
        'packageName must be a name on npm.',
      );
      assert.match(packageVersion, /^\d+\.\d+\.\d+([-+][\w.+-]+)?$/, 'packageVersion must be like 1.2.3.');
    },
  },
  {
    id: 'definition/location',
    title: 'it is said where the backend runs',
    reason: 'Contract, `ProviderDefinition.location`: it decides the cost and which servers are looked for.',
    offline: true,
    run({ definition: { location } }) {
      const places: readonly unknown[] = ['local', 'cloud', 'any'];
      assert.ok(places.includes(location), `location must be local, cloud or any; it is ${location}.`);
    },
  },
  {
    id: 'definition/capabilities',
    title: 'the capabilities have names that core knows, and are true or false',
    reason: 'Contract, `Capability`: a misspelt one says nothing to anybody.',
    offline: true,
    run({ definition: { capabilities } }) {
      for (const [name, value] of Object.entries(capabilities)) {
        assert.ok(Object.hasOwn(knownCapabilities, name), `There is no capability "${name}".`);
        assert.ok(
          value === undefined || typeof value === 'boolean',
          `The capability ${name} must be true, false or left out.`,
        );
      }
    },
  },
  {
    id: 'definition/serialisable',
    title: 'all but functions of a definition survives JSON',
    reason:
      'Contract, `ProviderDefinition`: plain data, which lists of providers and the docs are made from.',
    offline: true,
    run({ definition: { capabilities, settings, aliases, fallbackModels } }) {
      const data = withoutUndefined({ capabilities, settings, aliases, fallbackModels });
      assert.deepEqual(
        JSON.parse(JSON.stringify(data)),
        data,
        'Capabilities, settings, aliases and fallback models must be plain data: no functions, classes or dates.',
      );
    },
  },
  ...settingsCases,
  {
    id: 'definition/register',
    title: 'importing the package registers this definition, and nothing of another package',
    reason: 'Architecture, section 3: importing a provider registers exactly its own types.',
    requires: ['register'],
    offline: true,
    async run({ subject, definition }) {
      const before = listDefinitions();
      await subject.register?.();
      await subject.register?.();
      for (const name of [definition.type, ...(definition.aliases ?? [])]) {
        assert.equal(getDefinition(name as string), definition, `"${name}" must give this definition.`);
      }
      const foreign = listDefinitions().filter(
        (other) => !before.includes(other) && other.packageName !== definition.packageName,
      );
      assert.deepEqual(foreign, [], 'Importing the package registers types of another package, too.');
    },
  },
  {
    id: 'definition/reads-no-environment',
    title: 'an instance is created without a look at the environment',
    reason: 'Contract, `create`: options come from the caller alone, so that two instances can differ.',
    offline: true,
    run(t) {
      const read = environmentReadBy(() => t.provider());
      assert.deepEqual(
        read,
        [],
        '`create` reads these variables: declare them as `settings`, core reads them.',
      );
    },
  },
  {
    id: 'definition/opens-no-connection',
    title: 'an instance is created without a connection to the backend',
    reason: 'Contract, `create`: without network. A program makes many instances and uses some of them.',
    requires: ['wire'],
    async run(t) {
      t.provider();
      // An instance without a model is where some would look for one; others refuse to be made.
      refusalOf(() => t.provider({ model: undefined }));
      // What was sent before this arrives before it.
      await (await fetch(`${t.backend.baseUrl}/conformance-last`)).text();
      const paths = t.backend.requests.map(({ path }) => path);
      assert.deepEqual(paths, ['/conformance-last'], '`create` sent a request.');
      assert.equal(t.backend.connections.length, 1, '`create` opened a connection.');
    },
  },
  {
    id: 'definition/instances',
    title: 'two instances have nothing in common',
    reason:
      'Provider sets hold several instances of one type, with other addresses, keys and ways to the network.',
    requires: ['wire', 'given-fetch'],
    offline: true,
    async run(t) {
      const used: string[] = [];
      const through =
        (name: string): typeof fetch =>
        (...request) => {
          used.push(name);
          return fetch(...request);
        };
      const [first, second] = ['first', 'second'].map((name) => t.provider({ fetch: through(name) }));
      await second?.chat('Hi');
      assert.deepEqual([...new Set(used)], ['second']);
      await first?.chat('Hi');
      assert.deepEqual([...new Set(used)], ['second', 'first']);
    },
  },
  {
    id: 'definition/probe-urls',
    title: 'the probe names base URLs that an instance takes',
    reason:
      'Contract, `DetectionProbe.urls`: as `baseUrl` would be given. What is found there is used with it.',
    requires: ['probe'],
    offline: true,
    run(t) {
      const { urls = [], priority } = t.definition.probe ?? {};
      assert.ok(Number.isFinite(priority), 'The priority of the probe must be a number.');
      assert.notDeepEqual(urls, [], 'A probe needs a place to look.');
      for (const baseUrl of urls) {
        assert.match(baseUrl, /^https?:\/\/[^/]/);
        t.provider({ baseUrl });
      }
    },
  },
  {
    id: 'definition/probe',
    title: 'the probe does not take a foreign server for its own',
    reason:
      'Contract, `DetectionProbe.identify`: `undefined` where it is something else; catch-all web servers answer every path.',
    requires: ['probe'],
    offline: true,
    async run({ definition: { probe } }) {
      const answers = [
        [200, 'text/html', '<!doctype html><title>Hi</title>'],
        ...[404, 401, 500].map((status) => [status, 'text/plain', 'No.'] as const),
        ...['null', '[]', '{}', '"text"'].map((body) => [200, 'application/json', body] as const),
      ] as const;
      for (const [status, type, body] of answers) {
        const found = await probe?.identify(async () => ({
          status,
          headers: { 'content-type': type },
          body,
        }));
        assert.equal(
          found,
          undefined,
          `A server that answers ${status} ${body} to everything is none of its kind.`,
        );
      }
    },
  },
];

const knownCapabilities: Readonly<Record<Capability, true>> = {
  chat: true,
  embeddings: true,
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  images: true,
  files: true,
  structuredOutput: true,
  reasoning: true,
  temperature: true,
  topP: true,
  topK: true,
  minP: true,
  presencePenalty: true,
  frequencyPenalty: true,
  maxTokens: true,
  stop: true,
  seed: true,
  logprobs: true,
};

function assertName(name: unknown, what: string): void {
  assert.match(String(name), /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, `${what} must be in kebab-case.`);
  assert.notEqual(name, 'auto', `${what} must not be "auto", which stands for any type.`);
}

/** Members that are `undefined` are as good as absent. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutUndefined(member)]));
}
