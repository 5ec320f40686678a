import assert from 'node:assert/strict';
import { createProviderFromEnv, listSettings, type SettingField } from '@modelport/core';
import type { RawRequest } from '../../network/request-reader.js';
import { type CaseContext, hasSetting } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { refusalOf } from './settings.js';

/** What options do. */
export const optionsCases: readonly ConformanceCase[] = [
  {
    id: 'options/wrong-values',
    title: 'a value of a wrong kind is refused, naming the option',
    reason: 'Contract, `SETTING_INVALID`: a wrong option must not become a wrong request later.',
    faults: ['F46'],
    offline: true,
    run(t) {
      for (const { name, kind } of t.definition.settings as readonly SettingField[]) {
        const wrong = wrongValues[kind];
        if (wrong === undefined) continue;
        const refusal = refusalOf(() => t.provider({ [name]: wrong }));
        const what = `The option "${name}" must refuse ${JSON.stringify(wrong)} with SETTING_INVALID and its name`;
        assert.equal(refusal?.code, 'SETTING_INVALID', `${what}.`);
        assert.equal(refusal.setting?.split(/[.[]/)[0], name, `${what} as \`setting\`.`);
      }
    },
  },
  {
    id: 'options/wrong-url',
    title: 'a base URL of another protocol is refused when the instance is made',
    reason: 'A mistake is found where it was made, not at the first call.',
    faults: ['F46'],
    requires: ['base-url'],
    offline: true,
    run(t) {
      const refusal = refusalOf(() => t.provider({ baseUrl: 'ftp://files.example/v1' }));
      assert.deepEqual([refusal?.code, refusal?.setting], ['SETTING_INVALID', 'baseUrl']);
    },
  },
  {
    id: 'options/least',
    title: 'an instance can be made of the required options alone',
    reason: 'Contract, `SettingField.required`: what is not required may be absent.',
    offline: true,
    run(t) {
      const fields: readonly SettingField[] = t.definition.settings;
      const given = { ...t.connection, ...t.subject.options };
      const free = ['model', 'apiKey'].filter((option) => {
        if (t.definition.composite && option === 'apiKey' && !hasSetting(t.definition, option)) return false;
        return !(option in given) && !fields.some(({ name, required }) => name === option && required);
      });
      t.provider(Object.fromEntries(free.map((option) => [option, undefined])));
    },
  },
  {
    id: 'options/base-url-slash',
    title: 'a slash at the end of the base URL changes nothing',
    reason: 'Half of all users write one.',
    requires: ['wire', 'base-url'],
    async run(t) {
      await t.provider().chat('Hi');
      await t.provider({ baseUrl: `${baseUrlOf(t)}/` }).chat('Hi');
      const [without, withSlash] = chatRequests(t).map(({ path }) => path);
      assert.equal(withSlash, without, 'The path must be the same with and without the slash.');
    },
  },
  {
    id: 'options/base-url-shown',
    title: 'the instance tells where its requests go',
    reason:
      'Contract, `Provider.baseUrl` and `ProviderDriver.baseUrl`: lists and logs show it, and costs depend on it.',
    requires: ['wire', 'own-backend'],
    offline: true,
    run(t) {
      const { baseUrl } = t.provider();
      assert.ok(baseUrl?.startsWith(t.backend.baseUrl), `It says ${baseUrl}, not ${t.backend.baseUrl}.`);
    },
  },
  {
    id: 'options/base-url-query',
    title: 'a query in the base URL goes along with each request',
    reason: 'Azure and proxies ask for one, such as `api-version`.',
    requires: ['wire', 'base-url'],
    async run(t) {
      await t.provider({ baseUrl: `${baseUrlOf(t)}?tenant=a%20b` }).chat('Hi');
      const [request] = chatRequests(t);
      const query = new URL(request?.path ?? '', 'http://localhost').searchParams;
      assert.equal(query.get('tenant'), 'a b');
    },
  },
  {
    id: 'options/base-url-user',
    title: 'user name and password in the base URL become an authorization header',
    reason: 'Servers behind a proxy with a password; `fetch` itself refuses such a URL.',
    requires: ['wire', 'base-url', 'optional-key'],
    async run(t) {
      const baseUrl = baseUrlOf(t).replace('://', '://user:p%40ss@');
      await t.provider({ baseUrl, apiKey: undefined }).chat('Hi');
      const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
      assert.equal(chatRequests(t)[0]?.headers['authorization'], basic);
    },
  },
  {
    id: 'options/headers',
    title: 'headers of the options and of the call are sent, those of the call winning',
    reason: 'Contract, `CallContext.headers`: headers to send.',
    requires: ['wire'],
    async run(t) {
      const provider = t.provider({ headers: { 'x-team': 'red', 'x-place': 'option' } });
      await provider.chat('Hi', { headers: { 'X-Place': 'call' } });
      const { headers } = chatRequests(t)[0] ?? {};
      assert.deepEqual([headers?.['x-team'], headers?.['x-place']], ['red', 'call']);
    },
  },
  {
    id: 'options/own-authorization',
    title: 'an authorization header of the user takes the place of the key',
    reason: 'Proxies want their own credentials; two in one request send the key where it does not belong.',
    requires: ['wire', 'setting:apiKey'],
    async run(t) {
      await t.provider({ headers: { Authorization: 'Basic dXNlcjpwYXNz' } }).chat('Hi');
      assert.equal(chatRequests(t)[0]?.headers['authorization'], 'Basic dXNlcjpwYXNz');
    },
  },
  {
    id: 'options/request-id',
    title: 'the id that the caller gives a call reaches the backend',
    reason:
      'Contract, `CallOptions.requestId`: in the `x-request-id` header, to find the call in the logs of both sides.',
    requires: ['wire'],
    async run(t) {
      await t.provider().chat('Hi', { requestId: 'conformance-42' });
      assert.equal(chatRequests(t)[0]?.headers['x-request-id'], 'conformance-42');
    },
  },
  {
    id: 'options/api-key',
    title: 'the key is sent in one header',
    reason: 'Contract, `CallContext.apiKey`. What is sent twice is logged twice.',
    requires: ['wire', 'setting:apiKey'],
    async run(t) {
      await t.provider().chat('Hi');
      const names = Object.entries(chatRequests(t)[0]?.headers ?? {}).filter(([, value]) =>
        value.includes(t.apiKey),
      );
      assert.equal(
        names.length,
        1,
        `The key is in these headers: ${names.map(([name]) => name).join(', ') || 'none'}.`,
      );
    },
  },
  {
    id: 'options/api-key-in-body',
    title: 'the key is not in the body',
    reason: 'Bodies are kept, for evaluations and audits.',
    requires: ['wire', 'setting:apiKey'],
    async run(t) {
      await t.provider().chat('Hi');
      for (const { text } of t.backend.requests) {
        assert.ok(!text.includes(t.apiKey), 'The key is in the body: send it in a header.');
      }
    },
  },
  {
    id: 'options/api-key-function',
    title: 'a function that gives the key is asked again for each call',
    reason: 'Contract, `CommonOptions.apiKey`: rotating tokens.',
    requires: ['wire', 'setting:apiKey'],
    async run(t) {
      let given = 0;
      const provider = t.provider({ apiKey: async () => `rotating-key-${++given}` });
      for (const number of [1, 2]) {
        await provider.chat('Hi');
        const headers = Object.values(chatRequests(t).at(-1)?.headers ?? {});
        const hasKey = headers.some((value) => value.endsWith(`rotating-key-${number}`));
        assert.ok(hasKey, `Call ${number} must send the key that the function gave for it.`);
      }
    },
  },
  {
    id: 'options/no-key',
    title: 'without a key no header speaks of one',
    reason: 'Local servers ask for none, and `Bearer undefined` is refused by those that look.',
    requires: ['wire', 'setting:apiKey', 'optional-key'],
    async run(t) {
      await t.provider({ apiKey: undefined }).chat('Hi');
      const { headers = {} } = chatRequests(t)[0] ?? {};
      const told = Object.keys(headers).filter((name) => /auth|api-?key|token/.test(name));
      assert.deepEqual(told, [], 'These headers must be left out where there is no key.');
    },
  },
  {
    id: 'options/environment',
    title: 'base URL and model can come from the environment',
    reason:
      'Contract, `SettingField.environment`: programs are moved from one server to another by their environment.',
    requires: ['wire', 'base-url'],
    offline: true,
    async run(t) {
      const model = 'model-of-the-environment';
      const values: Readonly<Record<string, unknown>> = { ...t.connection, ...t.subject.options, model };
      const variables = listSettings(t.definition).flatMap(({ name, kind, environment: { names } }) => {
        const value = kind === 'secret' ? t.apiKey : values[name];
        return names[0] !== undefined && typeof value === 'string' ? [[names[0], value] as const] : [];
      });
      const type = t.definition.type as string;
      const environment = Object.fromEntries(variables);
      await using provider = createProviderFromEnv(environment, { type, registry: t.registry });
      await provider.chat('Hi');
      assert.equal(t.backend.chats[0]?.model, model);
    },
  },
];

/** What each kind refuses. A `json` takes any object, so only what is none is wrong. */
const wrongValues: Readonly<Record<string, unknown>> = {
  ...{ string: {}, secret: {}, url: 'no address', enum: {}, boolean: 'perhaps' },
  ...{ number: 'many', integer: 1.5, json: 'text', object: 7 },
};

function baseUrlOf(t: CaseContext): string {
  return String(t.connection['baseUrl']);
}

function chatRequests(t: CaseContext): readonly RawRequest[] {
  return t.backend.requestsFor('chat');
}
