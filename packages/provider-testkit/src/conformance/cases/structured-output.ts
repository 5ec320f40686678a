import assert from 'node:assert/strict';
import type { ResponseFormat } from '@modelport/core';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { exchange } from '../exchange.js';
import { weatherTool } from './support/samples.js';

const schema = weatherTool.parameters;
const messages = 'Describe the weather as JSON.';

/** How an answer of a given form is asked for, and read. */
export const structuredOutputCases: readonly ConformanceCase[] = [
  {
    id: 'structured-output/json',
    title: 'an answer in JSON of any form can be asked for',
    reason: 'Contract, `ResponseFormat`: a schema may be absent.',
    requires: ['wire', 'structuredOutput', 'carries:json-without-schema'],
    async run(t) {
      const { chat, response } = await ask(t, { type: 'json' });
      const isTold = response.warnings.some(({ setting }) => setting?.startsWith('responseFormat'));
      if (isTold && t.definition.capabilities.structuredOutput !== true) return;
      assert.equal(chat.responseFormat?.type, 'json');
    },
  },
  {
    id: 'structured-output/schema',
    title: 'the schema of an answer reaches the backend as it is',
    reason: 'Contract, `DriverResponseFormat.schema`: a backend that can enforce it must get it.',
    requires: ['wire', 'structuredOutput'],
    proves: 'structuredOutput',
    async run(t) {
      const { chat, response } = await ask(t, { type: 'json', schema });
      const isTold = response.warnings.some(({ setting }) => setting?.startsWith('responseFormat'));
      if (isTold && t.definition.capabilities.structuredOutput !== true) return;
      const format = chat.responseFormat;
      assert.deepEqual(format?.type === 'json' && format.schema, schema);
    },
  },
  {
    id: 'structured-output/facts',
    title: 'name, description and strictness of a schema reach the backend',
    reason: 'Contract, `ResponseFormat`: the name is for the backend, by default `response`.',
    requires: ['wire', 'structuredOutput', 'carries:schema-facts'],
    async run(t) {
      const facts = { name: 'weather', description: 'The weather in a city.', strict: true };
      const asked = await ask(t, { type: 'json', schema, ...facts });
      const { name, description, strict } = Object(asked.chat.responseFormat);
      assert.deepEqual({ name, description, strict }, facts);
      const { chat } = await ask(t, { type: 'json', schema });
      const usual = { type: 'json', schema, name: 'response' };
      assert.deepEqual({ ...chat.responseFormat, schema }, usual);
    },
  },
  {
    id: 'structured-output/text',
    title: 'an answer in text can be asked for',
    reason: 'Contract, `ResponseFormat`: `{ type: "text" }` is what is usual anyway.',
    requires: ['wire'],
    async run(t) {
      const { chat } = await exchange(t, { messages: 'Hi', responseFormat: { type: 'text' } });
      assert.equal(chat.responseFormat?.type ?? 'text', 'text');
    },
  },
  {
    id: 'structured-output/output',
    title: 'an answer in JSON is parsed, streamed or not',
    reason: 'Contract, `ChatResponse.output`.',
    requires: ['structuredOutput'],
    async run(t) {
      t.answer({ parts: [{ text: ['{"city": "New', ' York", "days": [1,', ' 2]}'] }] });
      const provider = t.provider();
      const request = { messages, responseFormat: { type: 'json', schema } } as const;
      const output = { city: 'New York', days: [1, 2] };
      assert.deepEqual((await provider.chat(request)).output, output);
      assert.deepEqual((await provider.stream(request).response).output, output);
    },
  },
  {
    id: 'structured-output/not-json',
    title: 'an answer that is no JSON keeps its text, and nothing is thrown',
    reason: 'Contract, `ChatResponse.outputError`: why there is no `output`; the text is kept.',
    requires: ['structuredOutput'],
    async run(t) {
      const text = 'Unknown.';
      t.answer({ parts: [{ text }] });
      const response = await t.provider().chat({ messages, responseFormat: { type: 'json', schema } });
      assert.equal(response.text, text);
      assert.equal(response.output, undefined);
      assert.ok(response.outputError, 'There must be an outputError.');
    },
  },
];

/** Asks for an answer of a form, and gets one that is JSON. */
function ask(t: CaseContext, responseFormat: ResponseFormat) {
  t.answer({ parts: [{ text: '{}' }] });
  return exchange(t, { messages, responseFormat });
}
