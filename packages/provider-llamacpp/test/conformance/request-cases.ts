import assert from 'node:assert/strict';
import type { ChatRequest, ChatResponse } from '@modelport/core';
import type { CaseContext, ConformanceCase } from '@modelport/provider-testkit';
import type { LlamaCppRequestOptions } from '../../src/request-options.js';

type Json = Readonly<Record<string, unknown>>;

/** One value of each option. */
const options: Readonly<Required<LlamaCppRequestOptions>> = {
  grammar: 'root ::= "yes" | "no"',
  jsonSchema: { type: 'object' },
  nPredict: 12,
  ignoreEos: true,
  tMaxPredictMs: 900,
  cachePrompt: false,
  idSlot: 1,
  nKeep: 4,
  nCacheReuse: 64,
  lora: [{ id: 0, scale: 0.5 }],
  samplers: ['top_k', 'temperature'],
  repeatPenalty: 1.1,
  repeatLastN: 32,
  typicalP: 0.9,
  topNSigma: 1.5,
  dynatempRange: 0.2,
  dynatempExponent: 1.2,
  dryMultiplier: 0.8,
  dryBase: 1.75,
  dryAllowedLength: 3,
  dryPenaltyLastN: 128,
  drySequenceBreakers: ['\n'],
  xtcProbability: 0.1,
  xtcThreshold: 0.2,
  mirostat: 2,
  mirostatTau: 5,
  mirostatEta: 0.1,
  minKeep: 1,
  logitBias: [[15043, false]],
  chatTemplateKwargs: { style: 'terse' },
  reasoningFormat: 'none',
  thinkingBudgetTokens: 0,
  reasoningControl: true,
  addGenerationPrompt: false,
  returnProgress: false,
  timingsPerToken: true,
  ssePingInterval: 5,
};

const onWire = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const tools = [{ name: 'look_up' }];
const grammar = options.grammar;
const json = { type: 'json', schema: { type: 'object', properties: {} } } as const;

/** Sends a chat and gives its body, without what every request has. */
async function send(
  t: CaseContext,
  request: Omit<ChatRequest, 'messages'>,
): Promise<{ readonly fields: Json; readonly response: ChatResponse }> {
  const response = await t.provider().chat({ messages: 'Hi', ...request });
  const body = (t.backend.requestsFor('chat').at(-1)?.body ?? {}) as Json;
  const { model: _, messages: __, stream: ___, stream_options: ____, ...fields } = body;
  return { fields, response };
}

const own = (given: LlamaCppRequestOptions): Pick<ChatRequest, 'providerOptions'> => ({
  providerOptions: { llamacpp: given },
});

/** What of a request only llama-server has words for. */
export const requestCases: readonly ConformanceCase[] = [
  {
    id: 'llamacpp/options',
    title: 'every option reaches the server under its name there',
    reason: 'README: `providerOptions: { llamacpp: { … } }` says what the contract has no word for.',
    async run(t) {
      for (const [name, value] of Object.entries(options)) {
        const { fields } = await send(t, own({ [name]: value }));
        assert.deepEqual(fields, { return_progress: true, [onWire(name)]: value });
      }
    },
  },
  {
    id: 'llamacpp/unknown-option',
    title: 'an option that does not exist is refused before anything is sent',
    reason: 'The server ignores fields that it does not know: a misspelt one would do nothing.',
    async run(t) {
      const misspelt: object = { grammer: grammar };
      const asked = t.provider().chat({ messages: 'Hi', providerOptions: { llamacpp: misspelt } });
      await assert.rejects(asked, (error: Json) => {
        assert.equal(error['code'], 'REQUEST_INVALID');
        assert.equal(error['setting'], 'providerOptions.llamacpp.grammer');
        assert.ok((error['candidates'] as readonly string[]).includes('grammar'));
        return true;
      });
      assert.deepEqual(t.backend.requests, []);
    },
  },
  {
    id: 'llamacpp/progress-asked',
    title: 'a stream asks how far the prompt has been read',
    reason: 'A long prompt is read for minutes on a slow machine: progress keeps the idle timer from firing.',
    async run(t) {
      assert.deepEqual((await send(t, {})).fields, { return_progress: true });
    },
  },
  {
    id: 'llamacpp/template-variables',
    title: 'variables of the template stand beside the switch of the thoughts, and win over it',
    reason: 'README: `chatTemplateKwargs` are variables of the template, as `reasoning` is for most models.',
    async run(t) {
      const variablesOf = async (request: Omit<ChatRequest, 'messages'>) =>
        (await send(t, request)).fields['chat_template_kwargs'];
      const reasoning = { enabled: true };
      const style = own({ chatTemplateKwargs: { style: 'terse' } });
      assert.deepEqual(await variablesOf({ reasoning, ...style }), { enable_thinking: true, style: 'terse' });
      const off = own({ chatTemplateKwargs: { enable_thinking: false } });
      assert.deepEqual(await variablesOf({ reasoning, ...off }), { enable_thinking: false });
      assert.deepEqual(await variablesOf(style), { style: 'terse' });
      assert.equal(await variablesOf({}), undefined);
    },
  },
  {
    id: 'llamacpp/grammar-alone',
    title: 'a grammar beside what else shapes the answer is refused before anything is sent',
    reason: 'Build 11669 answers 400 or 500, or forgets the grammar over the schema.',
    async run(t) {
      const besides: readonly (readonly [Omit<ChatRequest, 'messages'>, RegExp])[] = [
        [{ tools, ...own({ grammar }) }, /no grammar together with tools\./],
        [{ tools, toolChoice: 'auto', ...own({ grammar }) }, /together with tools\./],
        [{ responseFormat: json, ...own({ grammar }) }, /together with responseFormat\./],
        [own({ grammar, jsonSchema: {} }), /together with providerOptions\.llamacpp\.jsonSchema\./],
        [{ tools, responseFormat: json, ...own({ grammar }) }, /together with tools\./],
      ];
      const setting = 'providerOptions.llamacpp.grammar';
      for (const [request, message] of besides) {
        const asked = t.provider().chat({ messages: 'Answer in JSON.', ...request });
        await assert.rejects(asked, { code: 'REQUEST_INVALID', setting, message });
      }
      const extraBody = { grammar };
      const error = { code: 'REQUEST_INVALID', setting: 'extraBody.grammar' };
      await assert.rejects(t.provider().chat({ messages: 'Hi', tools, extraBody }), error);
      const given = { ...own({ grammar }), extraBody: { json_schema: {} } };
      await assert.rejects(t.provider().chat({ messages: 'Hi', ...given }), { setting });
      assert.deepEqual(t.backend.requests, []);
      for (const request of [{}, { tools, toolChoice: 'none' }, { tools: [] }] as const) {
        const { fields, response } = await send(t, { ...request, ...own({ grammar }) });
        assert.equal(fields['grammar'], grammar);
        assert.deepEqual(response.warnings, []);
      }
    },
  },
  {
    id: 'llamacpp/tools-beside-schema',
    title: 'a warning says that no tool is called where JSON is asked for',
    reason: 'Build 11669 takes both, writes JSON and calls nothing, not even a required tool.',
    async run(t) {
      const warned = async (request: Omit<ChatRequest, 'messages'>) => {
        t.answer({ parts: [{ text: '{}' }] });
        const { warnings } = (await send(t, request)).response;
        return warnings.map(({ code, setting, message }) => [
          code,
          setting,
          message.match(/where (\S+) is/)?.[1],
        ]);
      };
      const warning = (name: string) => [['unsupported-setting', 'tools', name]];
      assert.deepEqual(await warned({ tools, responseFormat: json }), warning('responseFormat'));
      const jsonSchema = own({ jsonSchema: {} });
      const named = warning('providerOptions.llamacpp.jsonSchema');
      assert.deepEqual(await warned({ tools, ...jsonSchema }), named);
      assert.deepEqual(await warned({ tools, responseFormat: json, ...jsonSchema }), named);
      const extraBody = { response_format: { type: 'json_object' } };
      assert.deepEqual(await warned({ tools, extraBody }), warning('responseFormat'));
      assert.deepEqual(await warned({ tools, toolChoice: 'none', responseFormat: json }), []);
      assert.deepEqual(await warned({ responseFormat: json }), []);
      assert.deepEqual(await warned({ tools }), []);
    },
  },
  {
    id: 'llamacpp/counted-as-sent',
    title: 'tokens are counted of the request that would be sent',
    reason:
      'Contract, `countTokens`: the exact number. Tools and variables of the template change the prompt.',
    async run(t) {
      t.backend.reply('count-tokens', { body: { object: 'response.input_tokens', input_tokens: 21 } });
      const style = own({ chatTemplateKwargs: { style: 'terse' } });
      const request = { messages: 'Hi', tools, ...style, extraBody: { reasoning_format: 'none' } } as const;
      assert.equal(await t.provider().countTokens(request), 21);
      await t.provider().chat(request);
      const [counted, sent] = ['count-tokens', 'chat'].map(
        (operation) => t.backend.requestsFor(operation as 'chat')[0]?.body as Json,
      );
      const { stream: _, stream_options: __, return_progress: ___, ...whole } = sent ?? {};
      assert.deepEqual(counted, whole);
    },
  },
  {
    id: 'llamacpp/embeddings',
    title: 'embeddings take the norm, and no length',
    reason:
      'The length of an embedding is the model’s: a wish for another one is told, not dropped in silence.',
    async run(t) {
      t.backend.reply('embed', { body: { data: [{ index: 0, embedding: [1, 0] }] } });
      const providerOptions = { llamacpp: { embdNormalize: -1 } };
      const plain = await t.provider().embed({ input: 'Hi', providerOptions });
      assert.deepEqual(plain.warnings, []);
      const { warnings } = await t.provider().embed({ input: 'Hi', dimensions: 2 });
      const [warning] = warnings;
      assert.deepEqual(
        [warnings.length, warning?.code, warning?.setting],
        [1, 'unsupported-setting', 'dimensions'],
      );
      assert.match(warning?.message ?? '', /dimensions was ignored/);
      const fields = t.backend.requestsFor('embed').map(({ body }) => {
        const { model: _, input: __, encoding_format: ___, ...rest } = body as Json;
        return rest;
      });
      assert.deepEqual(fields, [{ embd_normalize: -1 }, {}]);
      const unknown: object = { normalize: 1 };
      const misspelt = t.provider().embed({ input: 'Hi', providerOptions: { llamacpp: unknown } });
      await assert.rejects(misspelt, {
        code: 'REQUEST_INVALID',
        setting: 'providerOptions.llamacpp.normalize',
      });
    },
  },
];
