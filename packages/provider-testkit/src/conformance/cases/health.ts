import assert from 'node:assert/strict';
import { reserveRefusedPort } from '../../network/refused-port.js';
import type { ConformanceCase, Requirement } from '../conformance-case.js';
import { allClosed, htmlPage, listOf, replyToAll, silence, timedOutCall } from './support/side-calls.js';

const requires: readonly Requirement[] = ['wire', 'health'];

/** How a backend is doing. */
export const healthCases: readonly ConformanceCase[] = [
  {
    id: 'health/up',
    title: 'a backend that is well is reachable, and nothing is said against it',
    reason: 'Contract, `HealthStatus`: a program starts with it, and waits as long as it is not well.',
    requires: ['health'],
    async run(t) {
      const provider = t.provider();
      const { error, reachable, configured, name, type } = await provider.health();
      assert.equal(error, undefined, `Health reports an error: ${error?.message}`);
      assert.deepEqual(
        { reachable, configured, name, type },
        { reachable: true, configured: true, name: provider.name, type: t.definition.type },
      );
    },
  },
  {
    id: 'health/model-there',
    title: 'a model that is there is not reported missing',
    reason: 'Contract, `hasModel`: true, or undefined when it cannot be told cheaply.',
    requires: [...requires, 'driver:listModels'],
    async run(t) {
      t.backend.reply('models', listOf(t, ['another-model', t.model]));
      const { hasModel, modelId } = await t.provider().health();
      assert.notEqual(hasModel, false, `The backend lists ${t.model}.`);
      if (modelId !== undefined) assert.equal(hasModel, true, '`modelId` names a model that is there.');
    },
  },
  {
    id: 'health/other-model',
    title: 'a model that the backend does not list is never named as the one that is there',
    reason: 'Contract, `modelId`: which model is usable. A misspelt name must show before the first chat.',
    requires: [...requires, 'driver:listModels'],
    async run(t) {
      t.backend.reply('models', listOf(t, ['another-model']));
      const { modelId } = await t.provider().health();
      assert.notEqual(modelId, t.model, '`modelId` repeats the option `model`: take it from the list.');
    },
  },
  {
    id: 'health/no-model',
    title: 'a backend without models is never said to have one',
    reason: 'Contract, `hasModel`: a local server that is up, but has no model, cannot answer a chat.',
    requires: [...requires, 'driver:listModels'],
    async run(t) {
      t.backend.reply('models', listOf(t, []));
      assert.notEqual((await t.provider().health()).hasModel, true);
    },
  },
  {
    id: 'health/version',
    title: 'the version that the backend tells is reported',
    reason: 'Contract, `HealthStatus.version`: it is the first thing that is asked for in a report of a bug.',
    requires: [...requires, 'wire:version', 'own-backend'],
    async run(t) {
      assert.equal((await t.provider().health()).version, t.wire.version);
    },
  },
  {
    id: 'health/down',
    title: 'a backend that is down is not reachable, with the reason',
    reason: 'Contract, `health()`: it never rejects; a failure is in `error`.',
    faults: ['F4'],
    requires,
    async run(t) {
      await using nobody = await reserveRefusedPort();
      const provider = t.provider(t.connectionTo(nobody.baseUrl));
      const { reachable, configured, error } = await provider.health();
      assert.deepEqual(
        { reachable, configured, code: error?.code },
        { reachable: false, configured: true, code: 'BACKEND_UNREACHABLE' },
      );
    },
  },
  {
    id: 'health/refused-key',
    title: 'a key that is refused means: reachable, but not configured',
    reason: 'Contract, `configured`: the user has to mend the key, not the server.',
    faults: ['F11'],
    requires: [...requires, 'setting:apiKey', 'failure:AUTH_FAILED'],
    async run(t) {
      replyToAll(t, { failure: 'AUTH_FAILED' });
      const { reachable, configured, error } = await t.provider().health();
      assert.deepEqual(
        { reachable, configured, code: error?.code },
        { reachable: true, configured: false, code: 'AUTH_FAILED' },
      );
    },
  },
  {
    id: 'health/wrong-server',
    title: 'a server that answers everything with a page is not reachable',
    reason: 'Contract, `reachable`: a server of the right kind answers. A status of 200 alone says nothing.',
    faults: ['F7'],
    requires,
    async run(t) {
      replyToAll(t, htmlPage);
      const { reachable, error } = await t.provider().health();
      assert.equal(reachable, false, 'Look at what the server says, not only at its status.');
      assert.ok(error, 'The reason must be in `error`.');
    },
  },
  {
    id: 'health/unknown-paths',
    title: 'a server that has none of the paths is not well',
    reason: 'Contract, `HealthStatus.error`: a base URL with a wrong path is the most common mistake.',
    requires,
    async run(t) {
      replyToAll(t, { status: 404, body: '404 page not found' });
      assert.ok((await t.provider().health()).error, 'An answer of 404 must be told in `error`.');
    },
  },
  {
    id: 'health/loading',
    title: 'a model that is being loaded means: reachable, no model yet',
    reason: 'Architecture, errors: `MODEL_LOADING` is worth waiting for, unlike a server that is down.',
    faults: ['F12'],
    requires: [...requires, 'failure:MODEL_LOADING'],
    async run(t) {
      replyToAll(t, { failure: 'MODEL_LOADING' });
      const { reachable, hasModel, error } = await t.provider().health();
      assert.deepEqual(
        { reachable, hasModel, code: error?.code },
        { reachable: true, hasModel: false, code: 'MODEL_LOADING' },
      );
    },
  },
  {
    id: 'health/no-generation',
    title: 'nothing is generated or embedded to find out',
    reason: 'Contract, `checkHealth`: the cheapest harmless request. Health is asked every few seconds.',
    requires,
    async run(t) {
      await t.provider().health();
      const costly = [...t.backend.requestsFor('chat'), ...t.backend.requestsFor('embed')];
      assert.deepEqual(
        costly.map(({ path }) => path),
        [],
      );
    },
  },
  {
    id: 'health/timeout',
    title: 'a silent backend is given up in time, and its connection closed',
    reason: 'Architecture, timers: health has 5 seconds in all. Who asks ten servers waits for the slowest.',
    faults: ['F5'],
    requires,
    async run(t) {
      replyToAll(t, silence);
      const provider = t.provider();
      const { reachable, error } = await timedOutCall(t, (options) => provider.health(options));
      assert.deepEqual({ reachable, code: error?.code }, { reachable: false, code: 'TIMEOUT' });
      await allClosed(t);
    },
  },
];
