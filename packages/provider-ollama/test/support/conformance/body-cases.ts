import assert from 'node:assert/strict';
import type { Reasoning } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { bodyCase, refusalCase, send } from './body.js';

/** How a request's settings are written for Ollama. */
export const bodyCases: readonly ConformanceCase[] = [
  bodyCase({
    id: 'ollama-body/bare',
    title: 'a bare request has no field that it does not need',
    reason:
      'What is left out is the model’s own default; `truncate: false` keeps prompts from being cut without a word.',
    request: { messages: 'Hi' },
    body: {},
  }),
  bodyCase({
    id: 'ollama-body/sampling',
    title: 'sampling settings are options by Ollama’s names',
    reason: 'Ollama ignores names that it does not know.',
    request: {
      messages: 'Hi',
      ...{ temperature: 0, topP: 0.9, topK: 40, minP: 0.05, presencePenalty: 0.5, frequencyPenalty: 0.25 },
      ...{ maxTokens: 100, stop: ['END', '\n\n'], seed: 42 },
    },
    body: {
      options: {
        ...{
          temperature: 0,
          top_p: 0.9,
          top_k: 40,
          min_p: 0.05,
          presence_penalty: 0.5,
          frequency_penalty: 0.25,
        },
        ...{ num_predict: 100, stop: ['END', '\n\n'], seed: 42 },
      },
    },
  }),
  ...['true', 'false', '0', '20'].map((text) => logprobsCase(JSON.parse(text))),
  refusalCase({
    id: 'ollama-body/too-many-logprobs',
    title: 'more alternatives of a token than Ollama gives are refused before anything is sent',
    reason: 'Ollama refuses them, too, but after the model was loaded.',
    request: { messages: 'Hi', logprobs: 21 },
    setting: 'logprobs',
    says: /^logprobs is 21: Ollama gives at most 20/,
  }),
  ...thinkCases([
    [{ enabled: true }, true],
    [{ enabled: false }, false],
    [{ effort: 'none' }, false],
    [{ effort: 'minimal' }, 'low'],
    [{ effort: 'low' }, 'low'],
    [{ effort: 'medium' }, 'medium'],
    [{ effort: 'high' }, 'high'],
    [{ effort: 'xhigh' }, 'max'],
    [{ effort: 'max' }, 'max'],
  ]),
  bodyCase({
    id: 'ollama-body/own-think',
    title: 'the request option "think" wins over "reasoning"',
    reason: 'OllamaRequestOptions.think: it says what the contract has no word for.',
    request: { messages: 'Hi', reasoning: { effort: 'high' }, providerOptions: { ollama: { think: false } } },
    body: { think: false },
  }),
  bodyCase({
    id: 'ollama-body/format-json',
    title: 'JSON of any form is the format "json"',
    reason: 'Ollama’s word for it.',
    request: { messages: 'Give me JSON.', responseFormat: { type: 'json' } },
    body: { format: 'json' },
  }),
  bodyCase({
    id: 'ollama-body/format-schema',
    title: 'a schema is the format, untouched',
    reason: 'It is made into a grammar; the contract’s name, description and strict have no place.',
    request: {
      messages: 'A city.',
      responseFormat: {
        type: 'json',
        name: 'city',
        strict: true,
        schema: { type: 'object', properties: { a: { const: 1 } } },
      },
    },
    body: { format: { type: 'object', properties: { a: { const: 1 } } } },
  }),
  bodyCase({
    id: 'ollama-body/format-text',
    title: 'text is no format',
    reason: 'Ollama refuses the word "text".',
    request: { messages: 'Hi', responseFormat: { type: 'text' } },
    body: {},
  }),
  {
    id: 'ollama-body/format-beside-tools',
    title: 'JSON beside tools warns that no tool will be called',
    reason: 'Ollama writes JSON and calls nothing; the user must know why.',
    requires: ['wire'],
    async run(t) {
      t.answer({ parts: [{ text: '{}' }] });
      const tools = [{ name: 'clock' }];
      const { sent, response } = await send(t, { messages: 'Hi', tools, responseFormat: { type: 'json' } });
      assert.equal(sent['format'], 'json');
      const [warning] = response.warnings;
      assert.deepEqual([warning?.code, warning?.setting], ['unsupported-setting', 'tools']);
      assert.match(warning?.message ?? '', /^Ollama writes JSON and calls no tool/);
    },
  },
  {
    id: 'ollama-body/no-model',
    title: 'a request without a model is refused before anything is sent',
    reason: 'Ollama’s own words for it, "model is required", do not say where to put it.',
    requires: ['wire'],
    async run(t) {
      const provider = t.provider({ model: undefined });
      await assert.rejects(provider.chat('Hi'), {
        code: 'REQUEST_INVALID',
        setting: 'model',
        message: /^Ollama needs the name/,
      });
      assert.equal(t.backend.requests.length, 0);
    },
  },
];

function logprobsCase(logprobs: boolean | number): ConformanceCase {
  const written = typeof logprobs === 'number' ? { logprobs: true, top_logprobs: logprobs } : { logprobs };
  return bodyCase({
    id: `ollama-body/logprobs-${logprobs}`,
    title: `logprobs of ${logprobs} is written as Ollama takes it`,
    reason: 'On the wire the number of alternatives is a field of its own, and only beside `logprobs: true`.',
    request: { messages: 'Hi', logprobs },
    // In lines, because a plain answer does not tell those of thoughts from those of the text.
    body: logprobs === false ? {} : { ...written, stream: true },
  });
}

function thinkCases(pairs: readonly (readonly [Reasoning, boolean | string])[]): readonly ConformanceCase[] {
  return pairs.map(([reasoning, think]) => {
    const [[kind, value] = []] = Object.entries(reasoning);
    return bodyCase({
      id: `ollama-body/think-${value}`,
      title: `reasoning with ${kind} ${value} is think ${think}`,
      reason: 'Ollama knows three efforts and a highest one; a similar one is better than a refusal.',
      request: { messages: 'Hi', reasoning },
      body: { think },
    });
  });
}
