import assert from 'node:assert/strict';
import type { CallOptions, ModelInfo, Provider } from '@modelport/core';
import type { ConformanceCase, Requirement } from '../conformance-case.js';
import {
  abortWhileSilent,
  allClosed,
  assertCarries,
  halfAnswer,
  hangUp,
  htmlPage,
  listOf,
  otherJson,
  replyToAll,
  timedOutCall,
  withUnknownFields,
} from './support/side-calls.js';

const requires: readonly Requirement[] = ['wire', 'driver:listModels'];

/** The list of models. */
export const modelsCases: readonly ConformanceCase[] = [
  {
    id: 'models/named-in-advance',
    title: 'the models that are named before anything is asked have usable ids',
    reason: 'Contract, `knownModels`: a menu is filled with them while the backend is down.',
    offline: true,
    run(t) {
      const { name, knownModels } = t.provider();
      const ids = knownModels.map(({ id }) => id);
      assert.ok(ids.includes(t.model), `The model of the options is not among them: ${ids.join(', ')}.`);
      assert.deepEqual(
        ids.filter((id) => id.trim() !== id || id === ''),
        [],
        '`fallbackModels` of the definition has ids that no backend knows.',
      );
      assert.ok(knownModels.every(({ source }) => source === 'fallback'));
      // A composite says which of its targets has a model.
      const owners = t.definition.composite ? [] : knownModels.map(({ provider }) => provider);
      assert.ok(owners.every((owner) => owner === name));
    },
  },
  {
    id: 'models/ids',
    title: 'the list has the ids of the backend, as they are and in its order',
    reason: 'Contract, `ModelInfo.id`: it is what to give as `model`, which is sent as it is.',
    requires,
    async run(t) {
      const ids = ['org/Model-7B:free', 'models/other-2.5', 'UPPER_case.v1@2031', 'hub.io/a/b-GGUF:Q4_K_M'];
      t.backend.reply('models', listOf(t, ids));
      const provider = t.provider();
      const listed = (await provider.models()).map(({ id, source }) => ({ id, source }));
      assert.deepEqual(
        listed,
        ids.map((id) => ({ id, source: 'live' })),
      );
      assert.deepEqual(idsOf(provider.knownModels), ids);
    },
  },
  {
    id: 'models/read-anew',
    title: 'every call reads the list anew',
    reason: 'Contract, `models()`: it reads what is offered now. Who wants the last list has `knownModels`.',
    requires,
    async run(t) {
      t.backend.reply('models', listOf(t, [t.model]), listOf(t, [t.model, 'just-pulled']));
      const provider = t.provider();
      await provider.models();
      assert.deepEqual(idsOf(await provider.models()), [t.model, 'just-pulled']);
    },
  },
  {
    id: 'models/empty',
    title: 'an empty list is an answer, not an error',
    reason: 'A server without models is up; that it has none is what its user wants to know.',
    requires,
    async run(t) {
      t.backend.reply('models', listOf(t, []));
      assert.deepEqual(await readList(t.provider()), { models: [], code: undefined });
    },
  },
  {
    id: 'models/large',
    title: 'a long list is read in full: 120 models in 70 kB',
    reason: 'Services list hundreds, in pages or in one large body; what is cut off cannot be chosen.',
    requires,
    async run(t) {
      const name = `organisation/a-${'very-'.repeat(110)}long-name`;
      const ids = Array.from({ length: 120 }, (_, index) => `${name}:${index}`);
      t.backend.reply('models', listOf(t, ids));
      assert.equal((await t.provider().models()).length, ids.length);
    },
  },
  {
    id: 'models/unknown-fields',
    title: 'fields that nobody knows do not spoil the list',
    reason: 'Backends add fields without notice; a user must not have to wait for a release because of one.',
    faults: ['F29'],
    requires,
    async run(t) {
      t.backend.reply('models', withUnknownFields(listOf(t, [t.model, 'another-model'])));
      assert.deepEqual(idsOf(await t.provider().models()), [t.model, 'another-model']);
    },
  },
  {
    id: 'models/html',
    title: 'a page of HTML is never taken for a list',
    reason: 'A wrong base URL, or a proxy that wants a login, answers with a page and status 200.',
    faults: ['F7'],
    requires,
    async run(t) {
      replyToAll(t, htmlPage);
      assertNoList(await readList(t.provider()));
    },
  },
  {
    id: 'models/other-json',
    title: 'JSON of another shape is never taken for an empty list',
    reason: 'A wrong base URL must be heard of, not look like a server without models.',
    faults: ['F7'],
    requires,
    async run(t) {
      replyToAll(t, otherJson);
      assertNoList(await readList(t.provider()));
    },
  },
  {
    id: 'models/refused-key',
    title: 'a key that is refused is an error, although models are known',
    reason: 'Contract, `models()`: no other list makes it good.',
    faults: ['F11'],
    requires: [...requires, 'setting:apiKey', 'failure:AUTH_FAILED'],
    async run(t) {
      replyToAll(t, { failure: 'AUTH_FAILED' });
      await assert.rejects(
        t.provider().models(),
        { code: 'AUTH_FAILED' },
        '`listModels` must throw AUTH_FAILED.',
      );
    },
  },
  {
    id: 'models/down',
    title: 'while the backend is down, the models named in advance are given and marked as such',
    reason: 'Contract, `models()`: what is marked as `live` was read just now.',
    faults: ['F4'],
    requires,
    async run(t) {
      replyToAll(t, hangUp);
      const { models, code } = await readList(t.provider());
      assert.notEqual(code, undefined, '`listModels` must throw when the backend cannot be asked.');
      assert.deepEqual([...new Set(models.map(({ source }) => source))], ['fallback']);
    },
  },
  {
    id: 'models/down-later',
    title: 'when the backend goes down, the last list is given and marked as such',
    reason: 'Contract, `models()`: the last list that was read is `cached`; core keeps it.',
    faults: ['F4'],
    requires,
    async run(t) {
      const provider = t.provider();
      const before = idsOf(await provider.models());
      replyToAll(t, hangUp);
      const { models, code } = await readList(provider);
      assert.notEqual(code, undefined, '`listModels` must throw: core has the last list and marks it.');
      assert.deepEqual(
        models.map(({ id, source }) => ({ id, source })),
        before.map((id) => ({ id, source: 'cached' })),
      );
    },
  },
  {
    id: 'models/no-retries',
    title: 'a list that fails is not asked for again',
    reason: 'Architecture, timers: models have 5 seconds in all and no retries; core alone retries.',
    requires,
    async run(t) {
      replyToAll(t, { status: 503, body: 'Service Unavailable' });
      await readList(t.provider({ maxRetries: 2 }));
      const paths = t.backend.requestsFor('models').map(({ path }) => path);
      assert.deepEqual(paths, [...new Set(paths)], 'The driver asked again: leave retries to core.');
    },
  },
  {
    id: 'models/carries',
    title: 'the request for the list carries the key and the headers of the call',
    reason: 'Contract, `CallContext.headers`: headers to send, with every request; proxies sort by them.',
    requires: [...requires, 'setting:apiKey'],
    async run(t) {
      await t.provider().models({ headers: { 'x-kit-call': 'of-the-call' } });
      assertCarries(t, t.backend.requestsFor('models')[0], 'x-kit-call');
    },
  },
  {
    id: 'models/abort',
    title: 'an abort ends the call and closes the connection',
    reason: 'Contract, `CallContext.signal`: pass it to the transport, in every operation.',
    faults: ['F40'],
    requires,
    run: (t) => abortWhileSilent(t, (options) => t.provider().models(options)),
  },
  {
    id: 'models/timeout',
    title: 'the timer closes the connection although the answer has begun',
    reason: 'Architecture, timers: 5 seconds in all. A body that never ends must not keep a socket.',
    faults: ['F21'],
    requires,
    async run(t) {
      replyToAll(t, halfAnswer);
      const provider = t.provider();
      const { code } = await timedOutCall(t, (options) => readList(provider, options), 300);
      assert.equal(code, 'TIMEOUT');
      await allClosed(t);
    },
  },
];

function idsOf(models: readonly ModelInfo[]): readonly string[] {
  return models.map(({ id }) => id);
}

interface ReadList {
  readonly models: readonly ModelInfo[];
  /** Of the error with which the reading ended, where known models stand in. */
  readonly code: string | undefined;
}

async function readList(provider: Provider, options: CallOptions = {}): Promise<ReadList> {
  const codes: string[] = [];
  const observe: CallOptions['observe'] = (event) => {
    if (event.type === 'call-end' && event.error) codes.push(event.error.code);
  };
  const models = await provider.models({ ...options, observe });
  return { models, code: codes[0] };
}

function assertNoList({ models, code }: ReadList): void {
  const live = models.filter(({ source }) => source === 'live').map(({ id }) => id);
  assert.equal(
    code,
    'RESPONSE_INVALID',
    `\`listModels\` must throw RESPONSE_INVALID for what is no list; it gave [${live.join(', ')}].`,
  );
}
