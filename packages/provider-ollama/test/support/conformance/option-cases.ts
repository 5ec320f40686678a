import assert from 'node:assert/strict';
import type { ConformanceCase, Reply } from '@modelport/provider-testkit';
import { bodyCase, refusalCase } from './body.js';

const tooLong: Reply = { failure: 'CONTEXT_LENGTH_EXCEEDED' };

/** Options of the provider and of a request that only Ollama has. */
export const optionCases: readonly ConformanceCase[] = [
  bodyCase({
    id: 'ollama-options/of-the-provider',
    title: 'numCtx and keepAlive of the provider go along with every request',
    reason: 'OllamaOptions: another context length would load the model anew.',
    options: { numCtx: 8192, keepAlive: '10m' },
    request: { messages: 'Hi', temperature: 0.5 },
    body: { options: { temperature: 0.5, num_ctx: 8192 }, keep_alive: '10m' },
  }),
  bodyCase({
    id: 'ollama-options/of-the-request',
    title: 'options of a request win over those of the provider and of the contract',
    reason: 'OllamaRequestOptions: what is said last and in Ollama’s own words counts.',
    options: { numCtx: 8192, keepAlive: '10m' },
    request: {
      messages: 'Hi',
      maxTokens: 5,
      providerOptions: { ollama: { numCtx: 4096, keepAlive: 0, numPredict: -1 } },
    },
    body: { options: { num_predict: -1, num_ctx: 4096 }, keep_alive: 0 },
  }),
  bodyCase({
    id: 'ollama-options/all',
    title: 'every option of a model has its place on the wire',
    reason: 'OllamaModelOptions: Ollama ignores names that it does not know.',
    request: {
      messages: 'Hi',
      providerOptions: {
        ollama: {
          ...{
            numBatch: 1,
            numGpu: 2,
            mainGpu: 3,
            useMmap: false,
            numThread: 4,
            draftNumPredict: 5,
            numKeep: 6,
          },
          ...{
            typicalP: 0.7,
            repeatLastN: -1,
            repeatPenalty: 1.1,
            think: 'max',
            shift: false,
            keepAlive: undefined,
          },
        },
      },
    },
    body: {
      think: 'max',
      shift: false,
      options: {
        ...{ num_batch: 1, num_gpu: 2, main_gpu: 3, use_mmap: false, num_thread: 4, draft_num_predict: 5 },
        ...{ num_keep: 6, typical_p: 0.7, repeat_last_n: -1, repeat_penalty: 1.1 },
      },
    },
  }),
  bodyCase({
    id: 'ollama-options/truncate',
    title: 'the server’s own switch for prompts that are too long is sent as it is',
    reason: 'OllamaRequestOptions.truncate: over `onContextOverflow`.',
    request: { messages: 'Hi', providerOptions: { ollama: { truncate: true } } },
    body: { truncate: true },
  }),
  bodyCase({
    id: 'ollama-options/extra-body',
    title: 'fields of extraBody win over all others',
    reason: 'Contract, `ChatRequest.extraBody`: added to the request body as they are.',
    request: {
      messages: 'Hi',
      temperature: 1,
      extraBody: { options: { mirostat: 1 }, truncate: true, template: 'x' },
    },
    body: { options: { mirostat: 1 }, truncate: true, template: 'x' },
  }),
  refusalCase({
    id: 'ollama-options/unknown',
    title: 'a request option that does not exist is refused, with those that do',
    reason: 'Ollama ignores what it does not know, so a misspelt option would go unnoticed.',
    request: { messages: 'Hi', providerOptions: { ollama: { numContext: 1 } as never } },
    setting: 'providerOptions.ollama.numContext',
    says: /no request option "numContext"\. Accepted: .*numCtx.*extraBody/,
  }),
  ...wrongValues({
    numCtx: [1.5, /must be a whole number; 1\.5 is not/],
    typicalP: ['0.7', /must be a number; "0\.7" is not/],
    useMmap: [1, /must be one of true, false; 1 is not/],
    think: ['xhigh', /must be one of true, false, "low", "medium", "high", "max"; "xhigh" is not/],
    onContextOverflow: ['cut', /must be one of "warn", "error"/],
    keepAlive: ['10', /number of seconds or a duration .* give 10 or "10s"/],
  }),
  {
    id: 'ollama-options/overflow-warn',
    title: 'with onContextOverflow "warn" a prompt that is too long is sent again, to be cut, with a warning',
    reason: 'OllamaOptions.onContextOverflow: Ollama alone would cut it without a word.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply('chat', tooLong, { parts: [{ text: 'Hi' }] });
      const { text, warnings } = await t.provider({ onContextOverflow: 'warn' }).chat('Hi');
      assert.equal(text, 'Hi');
      const truncates = t.backend
        .requestsFor('chat')
        .map(({ body }) => (body as { truncate: unknown }).truncate);
      assert.deepEqual(truncates, [false, true]);
      assert.deepEqual(
        warnings.map(({ code }) => code),
        ['context-truncated'],
      );
    },
  },
  {
    id: 'ollama-options/overflow-error',
    title: 'with onContextOverflow "error" of the request a prompt that is too long is refused',
    reason: 'OllamaRequestOptions.onContextOverflow: an answer to half a document can be worse than none.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply('chat', tooLong, { parts: [{ text: 'Hi' }] });
      const provider = t.provider({ onContextOverflow: 'warn' });
      const asking = provider.chat({
        messages: 'Hi',
        providerOptions: { ollama: { onContextOverflow: 'error' } },
      });
      await assert.rejects(asking, { code: 'CONTEXT_LENGTH_EXCEEDED' });
      assert.equal(t.backend.requestsFor('chat').length, 1);
    },
  },
  {
    id: 'ollama-options/cut-by-older-servers',
    title: 'a prompt that fills the context exactly was cut by a server that knows no truncate',
    reason:
      'OllamaOptions.onContextOverflow: older servers cut in silence, and can be caught by the count alone.',
    requires: ['wire'],
    async run(t) {
      const full = { parts: [{ text: 'Hi' }], usage: { inputTokens: 2048, outputTokens: 1 } };
      t.answer(full);
      await assert.rejects(t.provider({ numCtx: 2048 }).chat('Hi'), { code: 'CONTEXT_LENGTH_EXCEEDED' });
      const { warnings } = await t.provider({ numCtx: 2048, onContextOverflow: 'warn' }).chat('Hi');
      assert.deepEqual(
        warnings.map(({ code }) => code),
        ['context-truncated'],
      );
      assert.equal((await t.provider({ numCtx: 2049 }).chat('Hi')).text, 'Hi');
      assert.equal((await t.provider().chat('Hi')).text, 'Hi');
    },
  },
];

function wrongValues(
  values: Readonly<Record<string, readonly [value: unknown, says: RegExp]>>,
): ConformanceCase[] {
  return Object.entries(values).map(([name, [value, says]]) =>
    refusalCase({
      id: `ollama-options/wrong-${name}`,
      title: `${name} of ${JSON.stringify(value)} is refused before anything is sent`,
      reason: 'Ollama refuses it as a failure of its own (HTTP 500), after the model was loaded.',
      request: { messages: 'Hi', providerOptions: { ollama: { [name]: value } as never } },
      setting: `providerOptions.ollama.${name}`,
      says,
    }),
  );
}
