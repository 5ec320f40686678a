import assert from 'node:assert/strict';
import type { ChatRequest } from '@modelport/core';
import type { CaseContext, ConformanceCase } from '@modelport/provider-testkit';
import type {
  DeepSeekRequestOptions,
  GroqRequestOptions,
  LMStudioRequestOptions,
  VllmRequestOptions,
} from '../../src/presets/request-options.js';
import type { OpenAICompatibleRequestOptions } from '../../src/request-options.js';
import { fieldsOf, type Json, send } from './send.js';

type Common = Required<OpenAICompatibleRequestOptions>;
type Own<Options> = Required<Omit<Options, keyof OpenAICompatibleRequestOptions>>;

/** One value of each option that all types have. */
const common: Common = {
  verbosity: 'low',
  serviceTier: 'flex',
  promptCacheKey: 'cache-1',
  safetyIdentifier: 'user-1',
  user: 'user-1',
  logitBias: { '15043': -100 },
  metadata: { team: 'red' },
  store: false,
};

const groq: Own<GroqRequestOptions> = {
  reasoningFormat: 'parsed',
  includeReasoning: false,
  disableToolValidation: true,
  documents: [{ id: '1', source: { type: 'text', text: 'Words.' } }],
  citationOptions: 'disabled',
  searchSettings: { country: 'France' },
  compoundCustom: { models: { answering_model: 'a' } },
};

const deepseek: Own<DeepSeekRequestOptions> = { thinking: { type: 'disabled' } };

const lmstudio: Own<LMStudioRequestOptions> = { ttl: 300, draftModel: 'small' };

const vllm: Own<VllmRequestOptions> = {
  repetitionPenalty: 1.1,
  lengthPenalty: 0.9,
  minTokens: 2,
  stopTokenIds: [2],
  includeStopStrInOutput: true,
  ignoreEos: true,
  skipSpecialTokens: false,
  truncatePromptTokens: 512,
  promptLogprobs: 1,
  allowedTokenIds: [1, 2],
  badWords: ['no'],
  echo: true,
  addGenerationPrompt: false,
  continueFinalMessage: true,
  chatTemplate: '{{ messages }}',
  chatTemplateKwargs: { style: 'terse' },
  documents: [{ title: 'A', text: 'Words.' }],
  mmProcessorKwargs: { num_crops: 4 },
  structuredOutputs: { regex: '[a-z]+' },
  priority: 0,
  sessionId: 'session-1',
  cacheSalt: 'salt',
  includeReasoning: false,
  thinkingTokenBudget: 0,
  returnTokenIds: true,
  vllmXargs: { a: 1 },
};

const optionsOf: Readonly<Record<string, object>> = { groq, deepseek, lmstudio, vllm };

const onWire = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const given = (t: CaseContext, options: object): Pick<ChatRequest, 'providerOptions'> => ({
  providerOptions: { [t.definition.type]: options },
});

/** What one request can say beyond the contract, by the type of the provider. */
export const optionCases: readonly ConformanceCase[] = [
  {
    id: 'request-options/fields',
    title: 'every option of the type reaches the server under its name there, and nothing beside it',
    reason: 'README: `providerOptions` says what the contract has no word for.',
    async run(t) {
      // An option that is not given at all adds nothing either.
      assert.deepEqual(fieldsOf(await send(t, given(t, { user: undefined }))), {});
      for (const [name, value] of Object.entries({ ...common, ...optionsOf[t.definition.type] })) {
        const sent = await send(t, given(t, { [name]: value }));
        assert.deepEqual(fieldsOf(sent), { [onWire(name)]: value });
        assert.deepEqual(sent.warnings, []);
      }
    },
  },
  {
    id: 'request-options/unknown',
    title: 'an option that the type does not have is refused before anything is sent, with those that it has',
    reason: 'Servers ignore fields that they do not know: a misspelt option would do nothing.',
    async run(t) {
      const { type } = t.definition;
      for (const name of ['verbose', 'constructor']) {
        const asked = t.provider().chat({ messages: 'Hi', ...given(t, { [name]: 1 }) });
        await assert.rejects(asked, isRefusal(`providerOptions.${type}.${name}`, 'verbosity'));
      }
      const embedded = t.provider().embed({ input: 'Hi', ...given(t, { verbosity: 'low' }) });
      await assert.rejects(embedded, isRefusal(`providerOptions.${type}.verbosity`, 'user'));
      assert.deepEqual(t.backend.requests, []);
    },
  },
  {
    id: 'request-options/embeddings',
    title: 'embeddings take the user',
    reason: 'platform.openai.com/docs/api-reference/embeddings: `user`.',
    requires: ['driver:embed'],
    async run(t) {
      t.backend.reply('embed', { body: { data: [{ index: 0, embedding: [1] }] } });
      await t.provider().embed({ input: 'Hi', ...given(t, { user: 'user-1' }) });
      const { user } = (t.backend.requestsFor('embed')[0]?.body ?? {}) as Json;
      assert.equal(user, 'user-1');
    },
  },
];

/** What only vLLM's options do. */
export const vllmOptionCases: readonly ConformanceCase[] = [
  {
    id: 'request-options/beside-request',
    title: 'variables of the template stand beside those that the request sets',
    reason: 'The switch of the thoughts is one of them; both are wanted.',
    async run(t) {
      const options = given(t, { chatTemplateKwargs: { style: 'terse' } });
      const { body } = await send(t, { reasoning: { enabled: false }, ...options });
      assert.deepEqual(body['chat_template_kwargs'], { enable_thinking: false, style: 'terse' });
    },
  },
];

function isRefusal(setting: string, candidate: string): (error: Json) => true {
  return (error) => {
    assert.deepEqual([error['code'], error['setting']], ['REQUEST_INVALID', setting]);
    assert.ok((error['candidates'] as readonly string[]).includes(candidate));
    assert.match(String(error['message']), new RegExp(`Accepted: .*${candidate}.*extraBody`));
    return true;
  };
}
